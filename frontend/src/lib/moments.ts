/** Moments: pieces of a video, in seconds. */

export type Moment = { start: number; end: number };
export type Side = keyof Moment;

/** The server cuts nothing shorter (segments/clips/limits.py). */
export const SHORTEST_SECONDS = 0.2;

export const lengthOf = ({ start, end }: Moment) => end - start;

/** The moment from the first of two to the last. */
export const joined = (one: Moment, other: Moment): Moment => ({
  start: Math.min(one.start, other.start),
  end: Math.max(one.end, other.end),
});

/** The moment with one side moved as near to `time` as the other side and the video let it. */
export function withSide(moment: Moment, side: Side, time: number, duration: number): Moment {
  const least = side === "start" ? 0 : moment.start + SHORTEST_SECONDS;
  const most = side === "start" ? moment.end - SHORTEST_SECONDS : duration;
  return { ...moment, [side]: rounded(Math.min(most, Math.max(least, time))) };
}

/** The moment with so many seconds more on each side, inside the video. */
export const padded = ({ start, end }: Moment, padding: number, duration: number): Moment => ({
  start: Math.max(0, start - padding),
  end: Math.min(duration, end + padding),
});

/** The piece of a video that a track shows around a moment: enough on each side to move into. */
export function surroundings(moment: Moment, duration: number): Moment {
  return padded(moment, Math.max(4, lengthOf(moment) / 2), duration);
}

/** A moment that touches the rim of what is shown, or is a sliver of it, is shown anew; else `view` stays as it is. */
export function viewOf(view: Moment | null, moment: Moment, duration: number): Moment {
  if (!view) return surroundings(moment, duration);
  const rim = lengthOf(view) / 25;
  const isBefore = moment.start < view.start + rim && view.start > 0;
  const isAfter = moment.end > view.end - rim && view.end < duration;
  const isSliver =
    lengthOf(moment) < lengthOf(view) / 8 && lengthOf(surroundings(moment, duration)) < lengthOf(view) - 1;
  return isBefore || isAfter || isSliver ? surroundings(moment, duration) : view;
}

/** Milliseconds are what the server keeps. */
export const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000;

/** As it stands in an address: "12.3-15.62". */
export const written = ({ start, end }: Moment) => `${rounded(start)}-${rounded(end)}`;

/** The moment an address names; null where it names none. */
export function read(text: string | null): Moment | null {
  const match = /^(\d{1,7}(?:\.\d{1,3})?)-(\d{1,7}(?:\.\d{1,3})?)$/.exec(text ?? "");
  if (!match) return null;
  const [start, end] = [Number(match[1]), Number(match[2])];
  return end - start >= SHORTEST_SECONDS ? { start, end } : null;
}
