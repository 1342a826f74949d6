/** Text that has been typed but not stored: it is kept until it is, and compared with what others have written. */

import type { Line, Track } from "@/lib/lines";

/** `base` is the text that was read when the typing began. `error` is why it could not be stored. */
export type Draft = { text: string; base: string; isSaving?: boolean; error?: unknown };
export type Drafts = ReadonlyMap<string, Draft>;

/**
 * What is to be done about a draft: nothing (`same`), store it (`changed`), wait (`saving`), try again (`failed`),
 * choose between it and what somebody else wrote (`conflict`), or save it from a line that is not there any more.
 */
export type Standing = "same" | "changed" | "saving" | "failed" | "conflict" | "gone";

/** Text as it is stored: on one line. */
export const oneLine = (text: string) => text.replace(/\s+/gu, " ").trim();

export function standingOf(draft: Draft | undefined, line: Line | undefined): Standing {
  if (!draft) return "same";
  if (!line) return "gone";
  if (draft.isSaving) return "saving";
  const text = oneLine(draft.text);
  if (text === line.text) return "same";
  if (line.text !== draft.base) return text === oneLine(draft.base) ? "same" : "conflict";
  return draft.error === undefined ? "changed" : "failed";
}

/** The text that a line shows while there is a draft of it, letter by letter; its own where nothing was typed. */
export function shownText(draft: Draft | undefined, line: Line): string {
  if (!draft) return line.text;
  const isUntouched = line.text !== draft.base && oneLine(draft.text) === oneLine(draft.base);
  return isUntouched ? line.text : draft.text;
}

const withDraft = (drafts: Drafts, id: string, draft: Draft | null): Drafts => {
  const next = new Map(drafts);
  if (draft) next.set(id, draft);
  else next.delete(id);
  return next;
};

export const without = (drafts: Drafts, id: string) => withDraft(drafts, id, null);

/** Something was typed into a line. */
export function typed(drafts: Drafts, line: Line, text: string): Drafts {
  const known = drafts.get(line.id);
  const base = known && standingOf(known, line) !== "same" ? known.base : line.text;
  return withDraft(drafts, line.id, text === base && base === line.text ? null : { text, base });
}

export function saving(drafts: Drafts, id: string): Drafts {
  const draft = drafts.get(id);
  return draft ? withDraft(drafts, id, { text: draft.text, base: draft.base, isSaving: true }) : drafts;
}

/** What was sent is stored; what was typed meanwhile is a draft of the new text. */
export function saved(drafts: Drafts, sent: string, line: Line): Drafts {
  const draft = drafts.get(line.id);
  const isDone = !draft || oneLine(draft.text) === sent;
  return withDraft(drafts, line.id, isDone ? null : { text: draft.text, base: line.text });
}

export function failed(drafts: Drafts, id: string, error?: unknown): Drafts {
  const draft = drafts.get(id);
  return draft ? withDraft(drafts, id, { text: draft.text, base: draft.base, error }) : drafts;
}

/** Ours is to win over what the other one wrote, which has now been seen. */
export function oursWins(drafts: Drafts, line: Line): Drafts {
  const draft = drafts.get(line.id);
  return draft ? withDraft(drafts, line.id, { text: draft.text, base: line.text }) : drafts;
}

const KEY = "soundbite.drafts.";

const nameOf = (video: string, track: Track) => KEY + video + (track === "original" ? "" : `.${track}`);

/** Keeps drafts over a reload of the page, in this tab. */
export function keep(video: string, track: Track, drafts: Drafts) {
  const name = nameOf(video, track);
  if (drafts.size === 0) sessionStorage.removeItem(name);
  else {
    const texts = Array.from(drafts, ([id, { text, base }]) => [id, { text, base }]);
    sessionStorage.setItem(name, JSON.stringify(texts));
  }
}

export function kept(video: string, track: Track): Drafts {
  return new Map(JSON.parse(sessionStorage.getItem(nameOf(video, track)) ?? "[]") as [string, Draft][]);
}
