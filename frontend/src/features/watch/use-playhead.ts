/** Where the player is: the line and the word that are spoken now, and the moment it is to stop at. */

import { useCallback, useMemo, useRef, useState, type RefObject } from "react";

import { useWhilePlaying } from "@/components/use-while-playing";
import { begunAt, type Line } from "@/lib/lines";
import { seek } from "@/lib/media-keys";

export type Playhead = { line: number; word: number };

const NOWHERE: Playhead = { line: -1, word: -1 };

function at(lines: readonly Line[], time: number): Playhead {
  const line = begunAt(lines, time);
  return { line, word: begunAt(lines[line]?.words ?? [], time) };
}

/** `source` is what the video plays; null while there is none. */
export function usePlayhead(video: RefObject<HTMLVideoElement | null>, source: string | null, lines: readonly Line[]) {
  const [head, setHead] = useState(NOWHERE);
  const stopAt = useRef(Infinity);
  const anew = useMemo(() => ({ source, lines }), [source, lines]);
  const look = (player: HTMLVideoElement) => {
    const next = at(lines, player.currentTime);
    setHead((now) => (now.line === next.line && now.word === next.word ? now : next));
    if (player.paused || player.seeking || player.currentTime < stopAt.current) return;
    stopAt.current = Infinity;
    player.pause();
  };
  useWhilePlaying(video, look, anew);

  /** Plays from a moment in seconds, to the end or to `until`. */
  const playFrom = useCallback(
    (start: number, until = Infinity) => {
      const player = video.current;
      if (!player) return;
      stopAt.current = until;
      seek(player, start);
      player.play().catch(() => undefined); // the browser wants a press on the player first
    },
    [video],
  );
  return { head, playFrom };
}
