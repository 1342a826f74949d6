import { expect, it } from "vitest";

import { bodyOf, captionsOf, choiceOf, chosen, FORMS, formsOf, needsAccount } from "@/features/watch/clip/forms";

const plain = { form: "mp4", captions: "none", padding: 0 } as const;

it("asks the API for what was chosen", () => {
  const moment = { start: 1, end: 2 };
  expect(bodyOf("v", moment, { form: "gif", captions: "burned", padding: 0.5 })).toEqual({
    video_id: "v",
    start: 1,
    end: 2,
    padding: 0.5,
    captions: "burned",
    purpose: "file",
    format: "gif",
  });
  expect(bodyOf("v", moment, { ...plain, form: "vertical" })).toMatchObject({ format: "mp4", crop: "vertical" });
});
it("drops captions that a form cannot have", () => {
  const soft = chosen(plain, { captions: "soft" });
  expect(soft.captions).toBe("soft");
  expect(chosen(soft, { form: "gif" }).captions).toBe("none");
  expect(chosen(chosen(plain, { captions: "burned" }), { form: "gif" }).captions).toBe("burned");
  expect(chosen(soft, { form: "mp3" }).captions).toBe("none");
});
it("always offers no captions", () => {
  for (const form of FORMS) expect(captionsOf(form)).toContain("none");
});
it("makes sound of sound", () => {
  expect(formsOf(false)).toEqual(["mp4", "mp3"]);
  expect(formsOf(true)).toEqual(FORMS);
  expect(captionsOf("mp4", false)).toEqual(["none"]);
  expect(chosen({ ...plain, form: "gif", captions: "burned" }, { padding: 1 }, false)).toEqual({
    ...plain,
    padding: 1,
  });
});
it("needs an account for all but the plain passage", () => {
  expect(needsAccount(plain)).toBe(false);
  expect(needsAccount({ ...plain, padding: 2 })).toBe(false);
  expect(needsAccount({ ...plain, captions: "soft" })).toBe(true);
  expect(needsAccount({ ...plain, form: "vertical" })).toBe(true);
});
it("remembers a choice and nothing odd", () => {
  const wish = { form: "webp", captions: "burned", padding: 1 };
  expect(choiceOf(JSON.stringify(wish))).toEqual(wish);
  expect(choiceOf(null)).toEqual(plain);
  expect(choiceOf("{")).toEqual(plain);
  expect(choiceOf('{"form":"exe","captions":7,"padding":-1}')).toEqual(plain);
  expect(choiceOf('{"form":"mp3","captions":"soft"}')).toEqual({ ...plain, form: "mp3" });
});
