/** The keys of a line that is being edited. By their place where a layout has no such letter. */

export type Act =
  | "next"
  | "previous"
  | "cancel"
  | "split"
  | "merge"
  | "play"
  | "repeat"
  | "startHere"
  | "endHere"
  | "startEarlier"
  | "startLater"
  | "endEarlier"
  | "endLater"
  | "nextDoubt"
  | "previousDoubt"
  | "confirm"
  | "history";

type Pressed = Pick<KeyboardEvent, "key" | "code" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey" | "isComposing">;
/** Where the caret stands in a text of so many letters; `from` and `to` differ where some are chosen. */
export type Caret = { from: number; to: number; length: number };

const WITH_ALT: Record<string, Act> = {
  KeyK: "play",
  KeyR: "repeat",
  BracketLeft: "startHere",
  BracketRight: "endHere",
  Comma: "startEarlier",
  Period: "startLater",
  KeyN: "nextDoubt",
  KeyP: "previousDoubt",
  KeyH: "history",
  Enter: "confirm",
};
const WITH_ALT_AND_SHIFT: Record<string, Act> = { Comma: "endEarlier", Period: "endLater" };

/** Keys that do something only where the caret is at the begin or the end of the text. */
const AT_BEGIN: Record<string, Act> = { Backspace: "merge", ArrowUp: "previous" };
const AT_END: Record<string, Act> = { ArrowDown: "next" };

/** What a key does in a line's text; null where it is for the text itself, an input method, or AltGr's letters. */
export function actOf(event: Pressed, caret: Caret): Act | null {
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.isComposing || (event.altKey && isCommand)) return null;
  if (isCommand) return command(event);
  return event.altKey ? withAlt(event) : plain(event, caret);
}

function command({ key, code, ctrlKey }: Pressed): Act | null {
  if (key === "Enter") return "split";
  return ctrlKey && code === "Space" ? "play" : null;
}

const withAlt = ({ code, shiftKey }: Pressed): Act | null => (shiftKey ? WITH_ALT_AND_SHIFT : WITH_ALT)[code] ?? null;

function plain({ key, shiftKey }: Pressed, { from, to, length }: Caret): Act | null {
  if (key === "Enter") return shiftKey ? "previous" : "next";
  if (key === "Escape") return "cancel";
  if (shiftKey || from !== to) return null;
  return (from === 0 && AT_BEGIN[key]) || (from === length && AT_END[key]) || null;
}
