import { describe, expect, it } from "vitest";

import { occurrences, pieces } from "@/lib/highlight";

const shown = (text: string, ranges: number[][]) =>
  pieces(text, ranges).map(({ text, isHit }) => (isHit ? `[${text}]` : text));

describe("pieces", () => {
  it("counts UTF-16 code units, as the server does", () => {
    expect(shown("a 🍞 fresh bread", [[5, 10]])).toEqual(["a 🍞 ", "[fresh]", " bread"]);
  });
  it("keeps every character for overlapping, empty and odd ranges", () => {
    expect(shown("abcdef", [[3, 9], [1, 4], [2, 2], []])).toEqual(["a", "[bcd]", "[ef]"]);
  });
  it("leaves text without ranges whole", () => {
    expect(shown("<img onerror>", [])).toEqual(["<img onerror>"]);
    expect(shown("", [])).toEqual([""]);
  });
});

describe("occurrences", () => {
  it("does not mind case and takes no pattern", () => {
    expect(occurrences("Bread (fresh) bread", "BREAD")).toEqual([
      [0, 5],
      [14, 19],
    ]);
    expect(occurrences("Bread (fresh) bread", "(")).toEqual([[6, 7]]);
    expect(occurrences("a-b & [x] ~ #!", "[x] ~ #")).toEqual([[6, 13]]);
  });
  it("finds nothing for nothing", () => {
    expect(occurrences("bread", " ")).toEqual([]);
  });
});
