import { expect, it } from "vitest";

import { excerpt } from "@/lib/excerpts";
import { pieces } from "@/lib/highlight";

const WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen bread and salt";
const NEAR = { before: "said before, long enough to be cut short where there is little room", after: "and after" };

const shown = (moment: Parameters<typeof excerpt>[0]) => {
  const { before, text, highlight, after } = excerpt(moment);
  const lit = pieces(text, highlight).map((piece) => (piece.isHit ? `[${piece.text}]` : piece.text));
  return [before, lit.join(""), after];
};

it("leaves a moment whole whose hit comes soon, with as much before it as there is room", () => {
  expect(shown({ ...NEAR, text: "fresh bread", highlight: [[6, 11]] })).toEqual([
    "…enough to be cut short where there is little room",
    "fresh [bread]",
    "and after",
  ]);
  const at = WORDS.indexOf("ten");
  expect(shown({ ...NEAR, text: WORDS, highlight: [[at, at + 3]] })[0]).toBe("…little room");
});
it("begins shortly before a hit that comes late", () => {
  const from = WORDS.indexOf("bread");
  const highlight = [
    [from + 10, from + 14],
    [from, from + 5],
  ];
  expect(shown({ ...NEAR, text: WORDS, highlight })).toEqual([
    "",
    "…six seven eight nine ten eleven twelve thirteen fourteen [bread] and [salt]",
    "and after",
  ]);
});
it("shows the beginning of a passage that is found by what it means", () => {
  const passage = (text: string) => shown({ ...NEAR, text, highlight: [] });
  expect(passage(WORDS)).toEqual(["", WORDS, ""]);
  expect(passage(`${WORDS} `.repeat(9))).toEqual([
    "",
    `${WORDS} ${WORDS} one two three four five six seven eight nine…`,
    "",
  ]);
});
it("cuts between characters where there are no words", () => {
  const text = "日本語の長い文".repeat(12) + "パン";
  expect(shown({ before: "", text, highlight: [[text.length - 2, text.length]], after: "" })[1]).toMatch(
    /^….{59}\[パン\]$/u,
  );
});
