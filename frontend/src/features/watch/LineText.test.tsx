import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";

import { LineText } from "@/features/watch/LineText";
import type { Line } from "@/lib/lines";
import type { Moment } from "@/lib/moments";

const TEXT = "“one, two three.";
const WORDS = ["one", "two", "three"].map((text, place) => ({ text, start: place, end: place + 1 }));
const LINE = { text: TEXT, words: WORDS, start: 0, end: 3 } as Partial<Line> as Line;

/** The pieces as [text, word, chosen]. */
function drawn(picked: Moment | null) {
  const markup = renderToStaticMarkup(<LineText line={LINE} lit={[]} picked={picked} />);
  const found = markup.matchAll(/data-word="(\d)" data-picked="(\w+)">([^<]*)/g);
  return Array.from(found, ([, word, isPicked, text]) => [text, Number(word), isPicked === "true"]);
}

it("draws a word and what follows it as one", () => {
  expect(drawn(null)).toEqual([
    ["“one, ", 0, false],
    ["two ", 1, false],
    ["three.", 2, false],
  ]);
});

it("ends what is chosen with the word, not behind it", () => {
  expect(drawn({ start: 0, end: 2 })).toEqual([
    ["“one, ", 0, true],
    ["two", 1, true],
    [" ", 1, false],
    ["three.", 2, false],
  ]);
});
