/** Where the player is: the line and the word that are spoken now, and the moment it is to stop at. */

import { useCallback, useEffect, useRef, useState, type RefObject } from "react";

import { begunAt, type Line } from "@/lib/lines";

export type Playhead = { line: number; word: number };

const NOWHERE: Playhead = { line: -1, word: -1 };

function at(lines: readonly Line[], time: number): Playhead {
  const line = begunAt(lines, time);
  return { line, word: begunAt(lines[line]?.words ?? [], time) };
}

export function usePlayhead(video: RefObject<HTMLVideoElement | null>, lines: readonly Line[]) {
  const [head, setHead] = useState(NOWHERE);
  const stopAt = useRef(Infinity);
  useEffect(() => {
    let frame = requestAnimationFrame(function watch() {
      frame = requestAnimationFrame(watch);
      const player = video.current;
      if (!player) return;
      const next = at(lines, player.currentTime);
      setHead((now) => (now.line === next.line && now.word === next.word ? now : next));
      if (player.paused || player.seeking || player.currentTime < stopAt.current) return;
      stopAt.current = Infinity;
      player.pause();
    });
    return () => cancelAnimationFrame(frame);
  }, [video, lines]);

  /** Plays from a moment in seconds, to the end or to `until`. */
  const playFrom = useCallback(
    (start: number, until = Infinity) => {
      const player = video.current;
      if (!player) return;
      stopAt.current = until;
      player.currentTime = start;
      player.play().catch(() => undefined); // the browser wants a press on the player first
    },
    [video],
  );
  return { head, playFrom };
}
