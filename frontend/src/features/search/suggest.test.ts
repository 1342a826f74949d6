import { expect, it } from "vitest";

import { completed, stillFitting, suggestionsFor } from "@/features/search/suggest";

it("completes the last word and leaves the rest as it was typed", () => {
  expect(completed("fresh bre", "bread")).toBe("fresh bread");
  expect(completed('"fresh bread" OR ca', "cake")).toBe('"fresh bread" OR cake');
  expect(completed("-ca", "cake")).toBe("-cake");
  expect(completed("", "bread")).toBe("bread");
});
it("suggests searches before videos, and never what is there already", () => {
  const found = { words: ["bread", "breakfast"], videos: [{ id: "1", title: "<b>Bread</b>" }] };
  expect(suggestionsFor("bread", found).map(({ text, video }) => [text, video])).toEqual([
    ["breakfast", null],
    ["<b>Bread</b>", "1"],
  ]);
});
it("suggests only so many", () => {
  const words = Array.from({ length: 20 }, (_, number) => `bread${number}`);
  const videos = words.map((title) => ({ id: title, title }));
  expect(suggestionsFor("bre", { words, videos }).length).toBe(9);
});
it("keeps of the last completions those that still fit", () => {
  expect(stillFitting(["Bread", "breakfast", "cake"], "brea")).toEqual(["Bread", "breakfast"]);
  expect(stillFitting(["Bread", "breakfast", "cake"], "ca")).toEqual(["cake"]);
});
