import { expect, it } from "vitest";

import { pauseMs } from "@/lib/socket";

it("waits longer with every try, up to half a minute", () => {
  expect([0, 1, 2, 3, 10].map((tries) => pauseMs(tries, 1))).toEqual([1000, 2000, 4000, 8000, 30_000]);
});
it("never comes back at once", () => {
  expect(pauseMs(0, 0)).toBe(500);
});
