import { expect, it } from "vitest";

import { ApiError, data, refusal } from "@/lib/api";
import { errorOfLatest } from "@/lib/errors";
import en from "@/locales/en.json";

const act = (submittedAt: number, error: Error | null = null) => ({ submittedAt, error });

it("knows of several acts why the last one did not work", () => {
  const refused = new Error("refused");
  expect(errorOfLatest(act(2, refused), act(1))).toBe(refused);
  expect(errorOfLatest(act(1, refused), act(2))).toBeNull();
  expect(errorOfLatest(act(0), act(0))).toBeNull();
});

it.each([new TypeError("network error"), new SyntaxError("Unexpected end of JSON input")])(
  "counts an answer that was cut short as none: %s",
  async (error) => {
    await expect(data(Promise.reject(error))).rejects.toEqual(new ApiError(0, "offline"));
  },
);

it("leaves refusals and what was stopped as they are", async () => {
  for (const error of [new ApiError(409, "in_use"), new DOMException("stopped", "AbortError")]) {
    await expect(data(Promise.reject(error))).rejects.toBe(error);
  }
});

it("has words for a refusal that says no more than its status", () => {
  for (const status of [401, 403, 404, 413, 429, 503])
    expect(Object.keys(en.error)).toContain(refusal(status, null).code);
  expect(refusal(413, null).code).toBe("body_too_large");
  expect(refusal(502, null).code).toBe("error");
  expect(refusal(403, { errors: [{ code: "level_too_low", attr: null }] }).code).toBe("level_too_low");
});
