import { expect, it } from "vitest";

import { actOf } from "@/features/watch/edit/keys";

const NONE = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, isComposing: false };
const press = (key: string, pressed: Partial<typeof NONE> & { code?: string } = {}) => ({
  key,
  code: pressed.code ?? key,
  ...NONE,
  ...pressed,
});
const BEGIN = { from: 0, to: 0, length: 5 };
const MIDDLE = { from: 2, to: 2, length: 5 };
const END = { from: 5, to: 5, length: 5 };

it.each([
  [press("Enter"), MIDDLE, "next"],
  [press("Enter", { shiftKey: true }), MIDDLE, "previous"],
  [press("Enter", { ctrlKey: true }), MIDDLE, "split"],
  [press("Enter", { metaKey: true }), MIDDLE, "split"],
  [press("Enter", { altKey: true }), MIDDLE, "confirm"],
  [press("Escape"), MIDDLE, "cancel"],
  [press(" ", { code: "Space", ctrlKey: true }), MIDDLE, "play"],
  [press("л", { code: "KeyK", altKey: true }), MIDDLE, "play"],
  [press(",", { code: "Comma", altKey: true }), MIDDLE, "startEarlier"],
  [press(">", { code: "Period", altKey: true, shiftKey: true }), MIDDLE, "endLater"],
  [press("Backspace"), BEGIN, "merge"],
  [press("ArrowUp"), BEGIN, "previous"],
  [press("ArrowDown"), END, "next"],
])("%o at %o", (event, caret, act) => {
  expect(actOf(event, caret)).toBe(act);
});
it.each([
  ["of an input method", press("Enter", { isComposing: true }), MIDDLE],
  ["that AltGr writes", press("[", { code: "BracketLeft", altKey: true, ctrlKey: true }), MIDDLE],
  ["inside the text", press("Backspace"), MIDDLE],
  ["that takes away what is chosen", press("Backspace"), { from: 0, to: 3, length: 5 }],
  ["that chooses up to the begin", press("ArrowUp", { shiftKey: true }), BEGIN],
  ["that writes a space", press(" ", { code: "Space" }), MIDDLE],
  ["that takes typing back", press("z", { code: "KeyZ", ctrlKey: true }), MIDDLE],
])("leaves a key to the text %s", (_, event, caret) => {
  expect(actOf(event, caret)).toBeNull();
});
