import { expect, it } from "vitest";

import { addressesOf, between, type Entry, placesIn, placesOf, usual, withPlaces } from "@/features/add/choosing";

const entry = (changes: Partial<Entry> = {}): Entry => ({
  source_url: "https://example.org/1",
  title: "One",
  duration: null,
  thumbnail_url: null,
  video_id: null,
  error: null,
  ...changes,
});
const ENTRIES = [
  entry(),
  entry({ source_url: "https://example.org/2", error: { code: "private_source", detail: "" } }),
  entry({ source_url: "https://example.org/3", video_id: "v" }),
  entry({ source_url: "https://example.org/4" }),
  entry(), // the first again
];

it("begins with what is new and can be had", () => {
  expect([...usual(ENTRIES)]).toEqual([0, 3, 4]);
});

it("takes all that can be had, also what is here", () => {
  expect([...placesOf(ENTRIES, () => true)]).toEqual([0, 2, 3, 4]);
});

it.each([
  ["2", [1]],
  ["1-3", [0, 1, 2]],
  ["1-2, 5", [0, 1, 4]],
  ["4-", [3, 4]],
  ["-2", [0, 1]],
  ["3 – 4; 1", [0, 2, 3]],
  ["2,", [1]],
  ["99", []],
  ["0-1", [0]],
])("reads %j", (text, places) => {
  expect([...(placesIn(text, 5) ?? [])].sort()).toEqual(places);
});

it.each(["", "one", "1-2-3", "-", "1.5"])("cannot read %j", (text) => {
  expect(placesIn(text, 5)).toBeNull();
});

it("adds a range, or takes it away", () => {
  expect([...withPlaces(new Set([0, 9]), between(3, 1), true)]).toEqual([0, 9, 1, 2, 3]);
  expect([...withPlaces(new Set([0, 1, 2]), between(1, 2), false)]).toEqual([0]);
});

it("asks for each video once, in the order of the list, and for so many at most", () => {
  const chosen = new Set([4, 3, 0]);
  expect(addressesOf(ENTRIES, chosen, null)).toEqual(["https://example.org/1", "https://example.org/4"]);
  expect(addressesOf(ENTRIES, chosen, 1)).toEqual(["https://example.org/1"]);
});
