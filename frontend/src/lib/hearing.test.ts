import { expect, it } from "vitest";

import { canTranslate, type Hearing } from "@/lib/hearing";

const TURBO: Hearing = {
  translates: false,
  engines: [
    { name: "faster-whisper", translates: false },
    { name: "pocketsphinx", translates: false },
    { name: "speech-server", translates: true },
  ],
};

it("translates with what the server says can", () => {
  expect(canTranslate(TURBO)).toBe(false);
  expect(canTranslate({ ...TURBO, translates: true })).toBe(true);
  expect(canTranslate(TURBO, "faster-whisper")).toBe(false);
  expect(canTranslate(TURBO, "speech-server")).toBe(true);
  expect(canTranslate(TURBO, "openai-whisper")).toBe(false); // it is not there
});

it("leaves it to the server where another model is named, or nothing is known", () => {
  expect(canTranslate(TURBO, "faster-whisper", "small")).toBe(true);
  expect(canTranslate(undefined)).toBe(true);
  expect(canTranslate(TURBO, "pocketsphinx", "small")).toBe(false);
  expect(canTranslate(undefined, "pocketsphinx")).toBe(false);
});
