/** What a clip can be made into, and which captions go with what (engines/forms/combinations.py). */

import { useState } from "react";

import type { Schemas } from "@/lib/api";
import type { Moment } from "@/lib/moments";

type Body = Schemas["ClipInputRequest"];
export type Captions = NonNullable<Body["captions"]>;

export const FORMS = ["mp4", "vertical", "gif", "webp", "mp3", "m4a"] as const;
export type Form = (typeof FORMS)[number];
export const PADDINGS = [0, 0.25, 0.5, 1, 2] as const;

export type Choice = { form: Form; captions: Captions; padding: number };

const USUAL: Choice = { form: "mp4", captions: "none", padding: 0 };
const CAPTIONS: Record<Form, readonly Captions[]> = {
  mp4: ["none", "burned", "soft"],
  vertical: ["none", "burned", "soft"],
  gif: ["none", "burned"],
  webp: ["none", "burned"],
  mp3: ["none"],
  m4a: ["none"],
};
/** What is sound alone becomes m4a where it is asked for plainly. */
const SOUND: readonly Form[] = ["mp4", "mp3"];

export const captionsOf = (form: Form, hasPicture = true) => CAPTIONS[hasPicture ? form : "m4a"];
export const formsOf = (hasPicture: boolean) => (hasPicture ? FORMS : SOUND);

/** Whatever is not the plain passage needs an account. */
export const needsAccount = ({ form, captions }: Choice) => form !== "mp4" || captions !== "none";

/** What the API is asked for. */
export function bodyOf(video: string, moment: Moment, { form, captions, padding }: Choice): Body {
  const kind = form === "vertical" ? ({ format: "mp4", crop: "vertical" } as const) : { format: form };
  return { video_id: video, ...moment, padding, captions, purpose: "file", ...kind };
}

/** The choice with one thing changed; what the video or the form cannot have is as usual. */
export function chosen(choice: Choice, change: Partial<Choice>, hasPicture = true): Choice {
  const next = { ...choice, ...change };
  if (!formsOf(hasPicture).includes(next.form)) next.form = USUAL.form;
  return captionsOf(next.form, hasPicture).includes(next.captions) ? next : { ...next, captions: "none" };
}

const KEY = "soundbite.clip";

/** The choice as it was kept; whatever is odd in it is as usual. */
export function choiceOf(text: string | null): Choice {
  let kept: Partial<Choice> | null = null;
  try {
    kept = JSON.parse(text ?? "null") as Partial<Choice> | null;
  } catch {
    return USUAL;
  }
  return chosen(USUAL, {
    form: FORMS.find((form) => form === kept?.form) ?? USUAL.form,
    captions: CAPTIONS.mp4.find((captions) => captions === kept?.captions) ?? USUAL.captions,
    padding: PADDINGS.find((padding) => padding === kept?.padding) ?? USUAL.padding,
  });
}

/** The choice that this browser remembers: who makes GIFs makes more of them. */
export function useChoice(hasPicture: boolean) {
  const [choice, setChoice] = useState(() => choiceOf(localStorage.getItem(KEY)));
  const possible = chosen(choice, {}, hasPicture);
  const change = (changed: Partial<Choice>) => {
    const next = chosen(possible, changed, hasPicture);
    localStorage.setItem(KEY, JSON.stringify(next));
    setChoice(next);
  };
  return { choice: possible, change };
}
