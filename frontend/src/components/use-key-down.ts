/** Keys pressed anywhere on the page. */

import { useEffect, useEffectEvent } from "react";

import { isTaken } from "@/lib/media-keys";

/** Calls `act` for every key that nobody else wants. */
export function useKeyDown(act: (event: KeyboardEvent) => void) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isTaken(event)) act(event);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
