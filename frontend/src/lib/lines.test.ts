import { expect, it } from "vitest";

import { begunAt, findIn, type Line, renewed, tokensOf, wordRanges } from "@/lib/lines";

const word = (text: string) => ({ text, start: 0, end: 0 });
const line = (text: string): Line => ({
  track: "original",
  id: text,
  start: 0,
  end: 0,
  text,
  version: 1,
  doubtful: null,
  original: null,
  is_corrected: false,
});

it("finds what has begun by a moment", () => {
  const lines = [{ start: 0 }, { start: 5 }, { start: 9 }];
  expect([-1, 0, 4.9, 5, 100].map((time) => begunAt(lines, time))).toEqual([-1, 0, 0, 1, 2]);
  expect(begunAt([], 3)).toBe(-1);
});
it("finds each word after the one before", () => {
  expect(
    wordRanges({ text: "the cat, the dog", words: [word(" the"), word(" cat,"), word(" the"), word(" dog")] }),
  ).toEqual([
    [0, 3],
    [4, 8],
    [9, 12],
    [13, 16],
  ]);
});
it("passes over a word that was edited away", () => {
  expect(wordRanges({ text: "the dog", words: [word("the"), word("cat"), word("dog")] })).toEqual([
    [0, 3],
    null,
    [4, 7],
  ]);
});
it("finds the lines that hold the words", () => {
  expect(findIn([line("one"), line("two one"), line("three")], "ONE").map((find) => find.line)).toEqual([0, 1]);
});
it("cuts a line into words and what stands between them", () => {
  const cut = tokensOf({ text: "“the cat, gone", words: [word("the"), word("lost"), word("cat"), word("gone")] });
  expect(cut.map(({ text, words }) => [text, words])).toEqual([
    ["“", [0]],
    ["the", [0]],
    [" ", [0, 2]],
    ["cat", [2]],
    [", ", [2, 3]],
    ["gone", [3]],
  ]);
  expect(cut.map(({ text }) => text).join("")).toBe("“the cat, gone");
  expect(tokensOf({ text: "untimed", words: [] })).toEqual([{ text: "untimed", from: 0, words: [] }]);
});

it("puts changed lines in the place of old ones, new ones where they are spoken, and takes out what is gone", () => {
  const known = ["a", "b", "c"].map((id, n) => ({ ...line(id), start: n, version: 2, original: `first ${id}` }));
  const changed = { ...line("b"), text: "other", version: 3, start: 1 };
  const added = { ...line("d"), start: 1.5 };
  const next = renewed(known, [changed, added], ["c"]);
  expect(next.map(({ id, text }) => [id, text])).toEqual([
    ["a", "a"],
    ["b", "other"],
    ["d", "d"],
  ]);
  expect(next[1]?.original).toBe("first b");
});
it("keeps a line that is known in a newer version", () => {
  const known = [{ ...line("a"), text: "newest", version: 4 }];
  expect(renewed(known, [{ ...line("a"), version: 3 }])).toEqual(known);
});
