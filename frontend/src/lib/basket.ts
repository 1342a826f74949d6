/** The moments collected for a supercut. This browser keeps them, for all its tabs; no account is needed. */

import { useSyncExternalStore } from "react";

import { joined, type Moment, SHORTEST_SECONDS } from "@/lib/moments";

/** `id` is its place's own name in the list: the same moment may stand in it twice. */
export type Piece = Moment & { id: string; video_id: string; title: string; text: string };
export type NewPiece = Omit<Piece, "id">;

/** Raised when older lists can no longer be read. */
const VERSION = 1;
const KEY = "soundbite.supercut";
const MOST_TEXT = 500;

type Kept = { version: typeof VERSION; pieces: Piece[] };

/** The list as it was kept; what is odd is left out, and all of it where it is of another version. */
export function parsed(text: string | null): Piece[] {
  try {
    const kept = JSON.parse(text ?? "null") as Partial<Kept> | null;
    return kept?.version === VERSION && Array.isArray(kept.pieces) ? kept.pieces.filter(isPiece) : [];
  } catch {
    return [];
  }
}

function isPiece(value: unknown): value is Piece {
  const piece = value as Partial<Record<keyof Piece, unknown>> | null;
  const names = ["id", "video_id", "title", "text"] as const;
  if (!piece || !names.every((name) => typeof piece[name] === "string")) return false;
  const { start, end } = piece;
  return typeof start === "number" && typeof end === "number" && start >= 0 && end - start >= SHORTEST_SECONDS;
}

let pieces: readonly Piece[] = [];
const listeners = new Set<() => void>();

function tell(next: readonly Piece[]) {
  pieces = next;
  for (const listener of listeners) listener();
}

function keep(next: readonly Piece[]) {
  tell(next);
  localStorage.setItem(KEY, JSON.stringify({ version: VERSION, pieces: next }));
}

const readAgain = () => tell(parsed(localStorage.getItem(KEY)));

/** Called once when the page opens; other tabs tell of their changes from then on. */
export function openBasket() {
  readAgain();
  window.addEventListener("storage", ({ key }) => {
    if (key === KEY || key === null) readAgain();
  });
}

export const inBasket = () => pieces;

const isSame = (one: NewPiece, other: NewPiece) =>
  one.video_id === other.video_id && one.start === other.start && one.end === other.end;

export const findPiece = (known: readonly Piece[], wanted: NewPiece) => known.find((piece) => isSame(piece, wanted));

export function add(...added: NewPiece[]) {
  const made = added.map((piece) => ({ ...piece, text: piece.text.slice(0, MOST_TEXT), id: crypto.randomUUID() }));
  keep([...pieces, ...made]);
}

export const remove = (id: string) => keep(pieces.filter((piece) => piece.id !== id));
export const clear = () => keep([]);

/** Takes a moment in, or out where it is in already. */
export function toggle(wanted: NewPiece) {
  const known = findPiece(pieces, wanted);
  if (known) remove(known.id);
  else add(wanted);
}

export function trim(id: string, { start, end }: Moment, text: string) {
  keep(pieces.map((piece) => (piece.id === id ? { ...piece, start, end, text: text.slice(0, MOST_TEXT) } : piece)));
}

/** Puts the piece `id` where the piece `other` stands. */
export function moveTo(id: string, other: string) {
  const [from, to] = [id, other].map((name) => pieces.findIndex((piece) => piece.id === name));
  if (from === undefined || to === undefined || from < 0 || to < 0) return;
  const next = [...pieces];
  next.splice(to, 0, ...next.splice(from, 1));
  keep(next);
}

/** The pieces, those of one video that touch each other as one, at the place of the first of them. */
export function merged(found: readonly NewPiece[]): NewPiece[] {
  const kept: NewPiece[] = [];
  for (const piece of found) {
    const at = kept.findIndex((other) => touches(piece, other));
    const other = kept[at];
    if (!other) kept.push(piece);
    else kept[at] = { ...other, ...joined(piece, other), text: inOrder(piece, other) };
  }
  return kept.length < found.length ? merged(kept) : kept;
}

const touches = (one: NewPiece, other: NewPiece) =>
  one.video_id === other.video_id && one.start <= other.end && other.start <= one.end;

const inOrder = (one: NewPiece, other: NewPiece) =>
  (one.start <= other.start ? [one, other] : [other, one]).map(({ text }) => text).join(" ");

export const totalOf = (list: readonly Moment[]) => list.reduce((sum, { start, end }) => sum + end - start, 0);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useBasket = () => useSyncExternalStore(subscribe, inBasket);
