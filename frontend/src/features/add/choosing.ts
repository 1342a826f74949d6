/** Choosing among the videos of a list, by their places from 0. */

import type { Schemas } from "@/lib/api";

export type Entry = Schemas["Entry"];
export type Chosen = ReadonlySet<number>;

const DASH = /\s*[-–—~]\s*/g;
const RANGE = /^(\d+)?(?:(-)(\d+)?)?$/;

export const canBeHad = (entry: Entry) => entry.error === null;

/** What is new and can be had. */
export const usual = (entries: readonly Entry[]): Chosen => placesOf(entries, (entry) => entry.video_id === null);

/** All that can be had and of which this holds. */
export function placesOf(entries: readonly Entry[], holds: (entry: Entry, place: number) => boolean): Chosen {
  return new Set(entries.flatMap((entry, place) => (canBeHad(entry) && holds(entry, place) ? [place] : [])));
}

/** The places that numbers from 1 name: "1-20, 35", "180-", "-3"; null where that is no list of numbers. */
export function placesIn(text: string, count: number): Chosen | null {
  const parts = text
    .replace(DASH, "-")
    .split(/[,;、\s]+/)
    .filter(Boolean);
  const ranges = parts.map((part) => rangeIn(part, count));
  if (ranges.length === 0 || ranges.includes(null)) return null;
  return new Set(ranges.flatMap((range) => range ?? []));
}

/** The places of one number or range; null where it is neither. */
function rangeIn(part: string, count: number): number[] | null {
  const [match, from, dash, to] = RANGE.exec(part) ?? [];
  if (match === undefined || !(from || to)) return null;
  const first = Math.max(1, Number(from ?? 1));
  const last = Math.min(dash ? Number(to ?? count) : first, count);
  return first <= last ? between(first - 1, last - 1) : [];
}

/** The same with these places in it, or not. */
export function withPlaces(chosen: Chosen, places: Iterable<number>, isOn: boolean): Chosen {
  const next = new Set(chosen);
  for (const place of places) {
    if (isOn) next.add(place);
    else next.delete(place);
  }
  return next;
}

/** From one place to another, whichever comes first. */
export const between = (one: number, other: number): number[] =>
  Array.from({ length: Math.abs(one - other) + 1 }, (_, step) => Math.min(one, other) + step);

/** What is asked for: the chosen ones in their order, each once, `most` at most. */
export function addressesOf(entries: readonly Entry[], chosen: Chosen, most: number | null): string[] {
  const addresses = entries.filter((_, place) => chosen.has(place)).map(({ source_url }) => source_url);
  return [...new Set(addresses)].slice(0, most ?? undefined);
}
