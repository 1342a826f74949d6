import { expect, it } from "vitest";

import { addressOf, askedOf, unfinishedWord, USUAL, type Wish, wishOf } from "@/features/search/query";

it("reads an address back as it wrote it", () => {
  const wish: Wish = {
    q: 'a "b c" (',
    tab: "videos",
    language: "ja",
    platform: "youtube",
    channel: "Хліб & Co",
    date: "week",
    length: "long",
    ordering: "newest",
    mode: "semantic",
  };
  expect(wishOf(new URLSearchParams(addressOf(wish)))).toEqual(wish);
});
it("leaves what is usual out of the address", () => {
  expect(addressOf({ ...USUAL, q: "bread" })).toEqual({ q: "bread" });
});
it("takes odd values for left out", () => {
  expect(
    wishOf(new URLSearchParams("language=../x&date=never&length=1&ordering=worst&mode=x&tab=none&platform=a/b")),
  ).toEqual(USUAL);
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
it("asks the API for one channel and one source", () => {
  expect(askedOf({ ...USUAL, q: "bread", channel: "c1", platform: "twitch", mode: "semantic" }, new Date())).toEqual({
    q: "bread",
    mode: "semantic",
    ordering: "relevance",
    channel: "c1",
    platform: "twitch",
  });
});

it.each([
  ["hallel", "hallel"],
  ["sing hallel", "hallel"],
  ["(bread OR hallel", "hallel"],
  ['"the end" hallel', "hallel"],
  ["хлі", "хлі"],
])("knows the word that %s may go on with", (words, last) => {
  expect(unfinishedWord(words)).toBe(last);
});
it.each(["", "hallel ", "ha", "hallel*", "sing -hallel", '"sing hallel', '"hallel"', "(hallel)"])(
  "has nothing to go on with in %s",
  (words) => {
    expect(unfinishedWord(words)).toBeNull();
  },
);
