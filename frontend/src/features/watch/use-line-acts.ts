/** What lines of the transcript do when they are pressed, and by the arrow keys. */

import { useEffect, useRef, useState } from "react";

import type { LineActs } from "@/features/watch/LineRow";
import type { Selection } from "@/features/watch/use-selection";
import { begunAt, type Line } from "@/lib/lines";
import { type Moment, withSide } from "@/lib/moments";
import { momentOf, stepped, wordsOf } from "@/lib/words";

type Needs = {
  lines: readonly Line[];
  selection: Selection;
  playFrom: (start: number, until?: number) => void;
  focusLine: (index: number) => void;
  setChosen: (index: number) => void;
};

/** What is chosen of a line; null where nothing is. */
export const pickedOf = (line: Pick<Line, "start" | "end">, moment: Moment | null) =>
  moment && moment.start < line.end && line.start < moment.end ? moment : null;

/** The same functions at every render, so that no line is drawn again for them. */
export function useLineActs(needs: Needs): LineActs {
  const latest = useRef(needs);
  useEffect(() => {
    latest.current = needs;
  });
  // eslint-disable-next-line react-hooks/refs -- read when a line is pressed, never while one is drawn
  const [acts] = useState(() => actsOf(() => latest.current));
  return acts;
}

const NO_LINE = { start: 0, end: 0 };

function actsOf(now: () => Needs): LineActs {
  const momentAt = (index: number) => momentOf(now().lines[index] ?? NO_LINE);
  return {
    move: (index, step, isExtending) => {
      const { lines, selection, focusLine } = now();
      const next = Math.min(lines.length - 1, Math.max(0, index + step));
      focusLine(next);
      if (isExtending) selection.extend(momentAt(next), momentAt(index));
      else selection.mark(momentAt(next));
    },
    press: (index, { isShift, isTouch }) => {
      const { lines, selection, setChosen, playFrom } = now();
      const line = lines[index];
      if (!line) return;
      setChosen(index);
      if (isShift || (isTouch && selection.moment && !pickedOf(line, selection.moment))) {
        selection.extend(momentAt(index));
        return;
      }
      if (!selection.moment) selection.mark(momentAt(index));
      playFrom(line.start);
    },
    stepWords: (index, steps) => {
      const { lines, selection } = now();
      const { moment } = selection;
      const words = wordsOf(lines);
      const first = words[begunAt(words, momentAt(index).start)];
      if (!moment) selection.select(first ?? momentAt(index));
      else selection.change(withSide(moment, "end", stepped(words, "end", moment.end, steps), Infinity));
    },
    clip: (index) => now().selection.select(momentAt(index)),
    playFrom: (start, until) => now().playFrom(start, until),
  };
}
