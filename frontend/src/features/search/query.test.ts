import { expect, it } from "vitest";

import { addressOf, askedOf, type Wish, wishOf } from "@/features/search/query";

const USUAL: Wish = { q: "", language: "", date: "any", length: "any", ordering: "relevance" };

it("reads an address back as it wrote it", () => {
  const wish: Wish = { q: 'a "b c" (', language: "ja", date: "week", length: "long", ordering: "newest" };
  expect(wishOf(new URLSearchParams(addressOf(wish)))).toEqual(wish);
});
it("leaves what is usual out of the address", () => {
  expect(addressOf({ ...USUAL, q: "bread" })).toEqual({ q: "bread" });
});
it("takes odd values for left out", () => {
  expect(wishOf(new URLSearchParams("language=../x&date=never&length=1&ordering=worst"))).toEqual(USUAL);
});
it("asks the API for dates and seconds", () => {
  const today = new Date("2026-11-24T12:00:00Z");
  expect(askedOf({ ...USUAL, q: "bread", date: "week", length: "short" }, today)).toEqual({
    q: "bread",
    ordering: "relevance",
    after: "2026-11-17",
    max_duration: 240,
  });
});
