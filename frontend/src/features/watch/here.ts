/** A moment that is to begin, or to end, where the player is. */

import { begunAt, type Line } from "@/lib/lines";
import { type Moment, SHORTEST_SECONDS } from "@/lib/moments";
import { momentOf, snapped, wordsOf } from "@/lib/words";

const WITHOUT_LINE_SECONDS = 5;

/** From `time` on: to where the moment ended, else to the end of the line, else for some seconds. */
export function begunHere(lines: readonly Line[], moment: Moment | null, time: number, duration: number): Moment {
  const start = snapped(wordsOf(lines), "start", Math.min(time, duration - SHORTEST_SECONDS));
  const line = lines[begunAt(lines, start)];
  const ends = [moment?.end, line && momentOf(line).end, Math.min(duration, start + WITHOUT_LINE_SECONDS)];
  return { start, end: ends.find((end) => end !== undefined && end - start >= SHORTEST_SECONDS) ?? duration };
}

/** Up to `time`: from where the moment began, else from the beginning of the line, else for some seconds. */
export function endedHere(lines: readonly Line[], moment: Moment | null, time: number, duration: number): Moment {
  const end = snapped(wordsOf(lines), "end", Math.min(duration, Math.max(time, SHORTEST_SECONDS)));
  const line = lines[begunAt(lines, end - SHORTEST_SECONDS)];
  const starts = [moment?.start, line && momentOf(line).start, Math.max(0, end - WITHOUT_LINE_SECONDS)];
  return { start: starts.find((start) => start !== undefined && end - start >= SHORTEST_SECONDS) ?? 0, end };
}
