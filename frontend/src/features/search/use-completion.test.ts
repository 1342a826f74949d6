import { expect, it } from "vitest";

import { stepped } from "@/features/search/use-completion";

it("goes through the list as through a ring", () => {
  expect([stepped(0, 1, 3), stepped(2, 1, 3), stepped(0, -1, 3)]).toEqual([1, 0, 2]);
});

it("begins at the end that the arrow comes from", () => {
  expect([stepped(-1, 1, 3), stepped(-1, -1, 3)]).toEqual([0, 2]);
});
