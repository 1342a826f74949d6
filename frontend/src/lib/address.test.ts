// @vitest-environment jsdom
import { afterEach, expect, it } from "vitest";

import { addressNow } from "@/lib/address";

afterEach(() => window.history.replaceState(null, "", "/"));

it("the address is read anew each time", () => {
  window.history.replaceState(null, "", "/library?length=long");
  expect(addressNow().get("length")).toBe("long");

  window.history.replaceState(null, "", "/library?length=short");

  expect(addressNow().get("length")).toBe("short");
});
