import { expect, it } from "vitest";

import { showNext, shownOf } from "@/lib/media-keys";

const tracks = (count: number) => Array.from({ length: count }, (): { mode: TextTrackMode } => ({ mode: "disabled" }));

it("goes from captions as spoken to English ones and to none", () => {
  const both = tracks(2);
  const seen = [0, 1, 2].map(() => {
    showNext(both);
    return both.map(({ mode }) => mode);
  });
  expect(seen).toEqual([
    ["showing", "hidden"],
    ["hidden", "showing"],
    ["hidden", "hidden"],
  ]);
  expect(shownOf(both)).toBe(-1);
});

it("turns the only captions on and off", () => {
  const one = tracks(1);
  showNext(one);
  expect(shownOf(one)).toBe(0);
  showNext(one);
  expect(shownOf(one)).toBe(-1);
});
