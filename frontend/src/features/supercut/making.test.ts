import { expect, it } from "vitest";

import { bodyOf, madeOf } from "@/features/supercut/making";

const piece = { id: "a", video_id: "v", title: "T", text: "said", start: 1, end: 2 };

it("asks for the pieces alone", () => {
  const items = [{ video_id: "v", start: 1, end: 2 }];
  expect(bodyOf([piece], "mp4", true)).toEqual({ items, format: "mp4", titles: true });
  expect(bodyOf([piece], "mp3", true)).toEqual({ items, format: "mp3", titles: false });
});
it("remembers what was made, and nothing odd", () => {
  expect(madeOf('{"id":"x","wish":"w","more":1}')).toEqual({ id: "x", wish: "w" });
  for (const text of [null, "null", "{", '{"id":7,"wish":"w"}', '{"id":"x"}']) expect(madeOf(text)).toBeNull();
});
