/** A film that is refused, or stops coming: asked for under its newest address, else said, and tried again. */

import { useEffect, useEffectEvent, useRef, useState, type RefObject } from "react";

const pathOf = (address: string | null) => address?.split("?")[0];

/**
 * `newest` is the film's address as it was last read, `readAgain` resolves to the one that holds now. An address that
 * is only signed anew waits until the one in use is refused: the player would begin again with it.
 */
export function useLost(
  player: RefObject<HTMLVideoElement | null>,
  newest: string | null,
  readAgain: () => Promise<string | null>,
) {
  const [address, setAddress] = useState(newest);
  const [isLost, setLost] = useState(false);
  const stopped = useRef<{ seconds: number | null; wasPlaying: boolean } | null>(null);
  if (pathOf(newest) !== pathOf(address)) setAddress(newest);
  const again = () => {
    setLost(false);
    player.current?.load();
    if (stopped.current?.wasPlaying) player.current?.play().catch(() => undefined); // it is lost once more, and says so
  };
  const comeBack = useEffectEvent(again);
  useEffect(() => {
    if (!isLost) return undefined;
    const back = () => comeBack();
    window.addEventListener("online", back);
    return () => window.removeEventListener("online", back);
  }, [isLost]);
  return {
    address,
    isLost,
    again: () => {
      player.current?.focus({ preventScroll: true }); // the button that was pressed is gone
      again();
    },
    lose: async () => {
      const video = player.current;
      if (!video) return;
      const seconds = video.readyState > 0 ? video.currentTime : (stopped.current?.seconds ?? null);
      stopped.current = { seconds, wasPlaying: !video.paused };
      const next = navigator.onLine ? await readAgain() : null;
      if (next === null || next === address) setLost(true);
      else setAddress(next);
    },
    /** It has come. Where it is to go on, in seconds; null where it was not lost. */
    come: () => {
      const place = stopped.current?.seconds ?? null;
      stopped.current = null;
      setLost(false);
      return place;
    },
  };
}
