/** Following a video: at every frame while it plays, and whenever its place changes otherwise. At rest it costs nothing. */

import { useEffect, useEffectEvent, type RefObject } from "react";

const MOVES = ["play", "pause", "seeking", "seeked", "timeupdate"] as const;

/** `look` is called once more when `anew` changes: another video, other lines. */
export function useWhilePlaying(
  video: RefObject<HTMLVideoElement | null>,
  look: (player: HTMLVideoElement) => void,
  anew: unknown,
) {
  const see = useEffectEvent(look);
  useEffect(() => {
    const player = video.current;
    if (!player) return undefined;
    let frame = 0;
    const follow = () => {
      cancelAnimationFrame(frame);
      see(player);
      if (!player.paused) frame = requestAnimationFrame(follow);
    };
    follow();
    for (const move of MOVES) player.addEventListener(move, follow);
    return () => {
      cancelAnimationFrame(frame);
      for (const move of MOVES) player.removeEventListener(move, follow);
    };
  }, [video, anew]);
}
