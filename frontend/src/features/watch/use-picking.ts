/** Choosing with the pointer: a mouse is drawn over words, a finger is held on a line. */

import { useRef } from "react";

import type { Selection } from "@/features/watch/use-selection";
import type { Line } from "@/lib/lines";
import type { Moment } from "@/lib/moments";
import { momentOf } from "@/lib/words";

const HELD_MS = 450;
/** A finger that moves further scrolls. */
const STILL_PX = 10;

type Place = { line: Line; word: Moment | undefined };
type Grip = { x: number; y: number; from: Moment | undefined; timer: number | undefined };

/** The line and the word an element stands for; null outside of lines. */
function placeOf(target: EventTarget, lines: readonly Line[]): Place | null {
  const element = target as Element;
  const line = lines[Number(element.closest<HTMLElement>("[data-line]")?.dataset.line)];
  const word = element.closest<HTMLElement>("[data-word]")?.dataset.word;
  return line ? { line, word: word === undefined ? undefined : line.words?.[Number(word)] } : null;
}

/** Handlers for the list of lines. A press that chose something is no click. */
export function usePicking(lines: readonly Line[], { select, extend }: Selection) {
  const grip = useRef<Grip | null>(null);
  const hasPicked = useRef(false);
  const release = () => {
    window.clearTimeout(grip.current?.timer);
    grip.current = null;
  };
  return {
    onPointerDown: (event: React.PointerEvent) => {
      release();
      hasPicked.current = false;
      const place = placeOf(event.target, lines);
      if (!place || event.button !== 0 || event.shiftKey) return;
      const hold = () => {
        hasPicked.current = true;
        select(momentOf(place.line));
      };
      const timer = event.pointerType === "touch" ? window.setTimeout(hold, HELD_MS) : undefined;
      grip.current = { x: event.clientX, y: event.clientY, from: place.word, timer };
    },
    onPointerMove: (event: React.PointerEvent) => {
      const held = grip.current;
      if (!held) return;
      if (event.pointerType === "touch") {
        if (Math.hypot(event.clientX - held.x, event.clientY - held.y) > STILL_PX) release();
        return;
      }
      const word = placeOf(event.target, lines)?.word;
      if (!held.from || !word || (word === held.from && !hasPicked.current)) return;
      if (!hasPicked.current) select(held.from);
      hasPicked.current = true;
      extend(word);
    },
    onPointerUp: release,
    onPointerCancel: release,
    onPointerLeave: release,
    onContextMenu: (event: React.MouseEvent) => {
      if (hasPicked.current) event.preventDefault();
    },
    onClickCapture: (event: React.MouseEvent) => {
      if (!hasPicked.current) return;
      hasPicked.current = false;
      event.stopPropagation();
    },
  };
}
