import { expect, it } from "vitest";

import type { Line } from "@/lib/lines";
import { holds, momentOf, saidIn, snapped, stepped, wordsOf } from "@/lib/words";

const line = (start: number, end: number, text: string, words: [number, number, string][] = []): Line => ({
  track: "original",
  id: text,
  start,
  end,
  text,
  version: 1,
  doubtful: null,
  original: null,
  is_corrected: false,
  words: words.map(([from, to, word]) => ({ start: from, end: to, text: word })),
});
const LINES = [
  line(1, 3, "Good bread, friends.", [
    [1, 1.4, "Good"],
    [1.4, 2, "bread,"],
    [2.2, 3, "friends."],
  ]),
  line(8, 9, "Wait."),
];
const WORDS = wordsOf(LINES);

it("takes a line without timed words for one word", () => {
  expect(WORDS.map(({ text }) => text)).toEqual(["Good", "bread,", "friends.", "Wait."]);
});
it("passes over words that take no time", () => {
  expect(
    wordsOf([
      line(0, 1, "a b", [
        [0, 0, "a"],
        [0, 1, "b"],
      ]),
    ]).map(({ text }) => text),
  ).toEqual(["b"]);
});
it("knows a line's own moment by its words", () => {
  expect(momentOf(line(0, 5, "a", [[1, 2, "a"]]))).toEqual({ start: 1, end: 2 });
  expect(momentOf(line(0, 5, "a"))).toEqual({ start: 0, end: 5 });
});
it("cuts no word", () => {
  expect(snapped(WORDS, "start", 1.6)).toBe(1.4);
  expect(snapped(WORDS, "start", 1.9)).toBe(2.2);
  expect(snapped(WORDS, "end", 1.6)).toBe(1.4);
  expect(snapped(WORDS, "end", 1.9)).toBe(2);
  expect(snapped(WORDS, "start", 8.4)).toBe(8);
});
it("is drawn to a word beside it, and free in silence", () => {
  expect(snapped(WORDS, "end", 3.2)).toBe(3);
  expect(snapped(WORDS, "end", 5)).toBe(5);
  expect(snapped([], "start", 5)).toBe(5);
});
it("steps from word to word", () => {
  expect(stepped(WORDS, "start", 1, 1)).toBe(1.4);
  expect(stepped(WORDS, "start", 1, 2)).toBe(2.2);
  expect(stepped(WORDS, "end", 3, -1)).toBe(2);
});
it("steps by seconds where no word is near", () => {
  expect(stepped(WORDS, "end", 3, 1)).toBe(4);
  expect(stepped(WORDS, "start", 1, -1)).toBe(0);
  expect(stepped([], "end", 3, 3)).toBe(6);
});
it("holds a word by its middle", () => {
  expect(holds({ start: 1.1, end: 1.5 }, { start: 1, end: 1.4 })).toBe(true);
  expect(holds({ start: 1.3, end: 1.5 }, { start: 1, end: 1.4 })).toBe(false);
  expect(holds(null, { start: 1, end: 1.4 })).toBe(false);
});
it("says what is said, as it is written", () => {
  expect(saidIn(LINES, { start: 1, end: 2 })).toBe("Good bread,");
  expect(saidIn(LINES, { start: 1, end: 9 })).toBe("Good bread, friends. Wait.");
  expect(saidIn(LINES, { start: 4, end: 6 })).toBe("");
});
