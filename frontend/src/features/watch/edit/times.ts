/** Where a line may begin and end: not over its neighbours, and never shorter than the server takes. */

import type { Line } from "@/lib/lines";
import { type Moment, rounded, type Side } from "@/lib/moments";

/** As the server has it (segments/editing/changes.py). */
const BRIEFEST = 0.1;

/** The times of a line with one side moved as near to `time` as its neighbours let it. */
export function withTime(lines: readonly Line[], index: number, shown: Moment, side: Side, time: number): Moment {
  const [line, before, after] = [lines[index], lines[index - 1], lines[index + 1]];
  if (!line) return shown;
  const low = before ? Math.min(before.end, line.start) : 0;
  const high = after ? Math.max(after.start, line.end) : Infinity;
  const [least, most] =
    side === "start" ? [low, Math.min(shown.end - BRIEFEST, after?.start ?? Infinity)] : [shown.start + BRIEFEST, high];
  if (least > most) return shown;
  return { ...shown, [side]: rounded(Math.min(most, Math.max(least, time))) };
}
