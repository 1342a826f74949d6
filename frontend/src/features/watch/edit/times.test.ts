import { expect, it } from "vitest";

import { withTime } from "@/features/watch/edit/times";
import type { Line } from "@/lib/lines";

const lines = [
  [0, 2],
  [4, 6],
  [8, 10],
].map(([start, end]) => ({ start, end }) as Partial<Line> as Line);
const SHOWN = { start: 4, end: 6 };

it("moves a side, to the millisecond", () => {
  expect(withTime(lines, 1, SHOWN, "start", 3.90004)).toEqual({ start: 3.9, end: 6 });
  expect(withTime(lines, 1, SHOWN, "end", 7.5)).toEqual({ start: 4, end: 7.5 });
});
it("stays between the neighbours and keeps the line a tenth of a second long", () => {
  expect(withTime(lines, 1, SHOWN, "start", 1)).toEqual({ start: 2, end: 6 });
  expect(withTime(lines, 1, SHOWN, "end", 9)).toEqual({ start: 4, end: 8 });
  expect(withTime(lines, 1, SHOWN, "start", 7)).toEqual({ start: 5.9, end: 6 });
  expect(withTime(lines, 1, SHOWN, "end", 3)).toEqual({ start: 4, end: 4.1 });
});
it("does not make an overlap that is there larger", () => {
  const overlapping = [{ start: 0, end: 4.5 } as Line, { start: 4.2, end: 6 } as Line];
  expect(withTime(overlapping, 1, { start: 4.2, end: 6 }, "start", 4)).toEqual({ start: 4.2, end: 6 });
});
