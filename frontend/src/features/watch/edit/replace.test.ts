import { expect, it } from "vitest";

import { inPieces } from "@/features/watch/edit/replace";

it("cuts what is too much for one request into pieces, in order", () => {
  expect(inPieces([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(inPieces([], 2)).toEqual([]);
});
