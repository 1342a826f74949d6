import { expect, it } from "vitest";

import { joined, padded, read, surroundings, viewOf, withSide, written } from "@/lib/moments";

const moment = { start: 10, end: 14 };

it("joins from the first to the last, whichever was first", () => {
  expect(joined(moment, { start: 2, end: 3 })).toEqual({ start: 2, end: 14 });
  expect(joined({ start: 2, end: 3 }, moment)).toEqual({ start: 2, end: 14 });
});
it("keeps its sides apart and inside the video", () => {
  expect(withSide(moment, "start", 12.34567, 60)).toEqual({ start: 12.346, end: 14 });
  expect(withSide(moment, "start", 99, 60)).toEqual({ start: 13.8, end: 14 });
  expect(withSide(moment, "start", -1, 60)).toEqual({ start: 0, end: 14 });
  expect(withSide(moment, "end", 0, 60)).toEqual({ start: 10, end: 10.2 });
  expect(withSide(moment, "end", 99, 60)).toEqual({ start: 10, end: 60 });
});
it("has no padding outside the video", () => {
  expect(padded({ start: 0.3, end: 59.8 }, 0.5, 60)).toEqual({ start: 0, end: 60 });
});
it("is shown with room to move into", () => {
  expect(surroundings(moment, 60)).toEqual({ start: 6, end: 18 });
  expect(surroundings({ start: 20, end: 40 }, 45)).toEqual({ start: 10, end: 45 });
});
it("stays in view until it comes to the rim", () => {
  const view = viewOf(null, moment, 60);
  expect(view).toEqual({ start: 6, end: 18 });
  expect(viewOf(view, { start: 9, end: 17 }, 60)).toBe(view);
  expect(viewOf(view, { start: 9, end: 17.9 }, 60)).not.toBe(view);
  expect(viewOf(view, { start: 6.1, end: 14 }, 60)).not.toBe(view);
});
it("may lie at the rim where the video ends", () => {
  const view = viewOf(null, { start: 0, end: 10 }, 10);
  expect(viewOf(view, { start: 0, end: 10 }, 10)).toBe(view);
});
it("is shown larger once it is a sliver", () => {
  const wide = { start: 0, end: 60 };
  expect(viewOf(wide, { start: 20, end: 21 }, 600)).toEqual({ start: 16, end: 25 });
});
it("is read from an address as it was written", () => {
  expect(read(written({ start: 1.23456, end: 7 }))).toEqual({ start: 1.235, end: 7 });
  expect(read("0-0.2")).toEqual({ start: 0, end: 0.2 });
});
it.each([null, "", "5", "7-5", "5-5.1", "-1-3", "1e3-2e3", "a-b", "1-2-3"])("is none in %j", (text) => {
  expect(read(text)).toBeNull();
});
