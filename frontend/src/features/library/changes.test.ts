import { expect, it } from "vitest";

import { applied, type Video, type Wish } from "@/features/library/changes";

const videos = ["a", "b", "c"].map((id) => ({ id, visibility: "private" }) as Video);

it("shows what is wished for at once", () => {
  const wishes = new Map<string, Wish>([
    ["a", "delete"],
    ["c", { visibility: "public" }],
  ]);
  expect(applied(videos, wishes)).toEqual([
    { id: "b", visibility: "private" },
    { id: "c", visibility: "public" },
  ]);
});
it("leaves everything as it is without a wish", () => {
  expect(applied(videos, new Map())).toEqual(videos);
});
