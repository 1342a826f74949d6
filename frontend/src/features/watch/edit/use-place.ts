/** Which line is being edited, and the ways from one to the next. What is typed is stored when its line is left. */

import { useState } from "react";

import type { Editing } from "@/features/watch/edit/editing";
import type { Line } from "@/lib/lines";

/** `index` is where the line was when it was chosen, should it be gone. `caret`: where it begins, at the end if null. */
type Place = { id: string; index: number; isOpen: boolean; caret: number | null; focused: number };

export type Way = ReturnType<typeof usePlace>;

export function usePlace(lines: readonly Line[], first: number, editing: Editing) {
  const [place, setPlace] = useState<Place>(() => {
    const index = Math.max(0, first);
    return { id: lines[index]?.id ?? "", index, isOpen: false, caret: null, focused: 1 };
  });
  const found = lines.findIndex(({ id }) => id === place.id);
  const index = found >= 0 ? found : Math.min(place.index, lines.length - 1);
  const line = lines[index];
  const goTo = (to: number, isOpen: boolean, caret: number | null = null) => {
    const next = lines[Math.max(0, Math.min(to, lines.length - 1))];
    if (!next) return;
    if (line && line.id !== next.id) void editing.save(line.id);
    const at = lines.indexOf(next);
    setPlace(({ focused }) => ({ id: next.id, index: at, isOpen, caret, focused: focused + 1 }));
  };
  return {
    line,
    index,
    isOpen: place.isOpen,
    caret: place.caret,
    /** Rises whenever the line is to have the focus. */
    focused: place.focused,
    open: (to: number, caret?: number | null) => goTo(to, true, caret),
    choose: (to: number) => goTo(to, false),
    close: () => goTo(index, false),
    /** Goes on in a line that has just come to be. */
    follow: (id: string, caret: number) =>
      setPlace(({ focused, index: was }) => ({ id, index: was, isOpen: true, caret, focused: focused + 1 })),
  };
}
