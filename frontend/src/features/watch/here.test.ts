import { expect, it } from "vitest";

import { begunHere, endedHere } from "@/features/watch/here";
import type { Line } from "@/lib/lines";

const line = (start: number, end: number): Line => ({
  track: "original",
  id: `${start}`,
  start,
  end,
  text: "a",
  version: 1,
  doubtful: null,
  original: null,
  is_corrected: false,
});
const LINES = [line(2, 6), line(8, 12)];

it("begins here and keeps its end", () => {
  expect(begunHere(LINES, { start: 0, end: 12 }, 2.1, 60)).toEqual({ start: 2, end: 12 });
});
it("ends with the line where nothing was chosen, or what was chosen is over", () => {
  expect(begunHere(LINES, null, 2.1, 60)).toEqual({ start: 2, end: 6 });
  expect(begunHere(LINES, { start: 2, end: 6 }, 8, 60)).toEqual({ start: 8, end: 12 });
});
it("lasts some seconds where no line is", () => {
  expect(begunHere(LINES, null, 30, 60)).toEqual({ start: 30, end: 35 });
  expect(begunHere([], null, 58, 60)).toEqual({ start: 58, end: 60 });
  expect(begunHere([], null, 60, 60)).toEqual({ start: 59.8, end: 60 });
});
it("ends here and keeps its beginning", () => {
  expect(endedHere(LINES, { start: 2, end: 6 }, 11.9, 60)).toEqual({ start: 2, end: 12 });
});
it("begins with the line where nothing was chosen, or what was chosen is yet to come", () => {
  expect(endedHere(LINES, null, 11.9, 60)).toEqual({ start: 8, end: 12 });
  expect(endedHere(LINES, { start: 8, end: 12 }, 6, 60)).toEqual({ start: 2, end: 6 });
});
it("reaches back some seconds before the first line, and not before the video", () => {
  expect(endedHere([], null, 30, 60)).toEqual({ start: 25, end: 30 });
  expect(endedHere([], null, 0, 60)).toEqual({ start: 0, end: 0.2 });
});
