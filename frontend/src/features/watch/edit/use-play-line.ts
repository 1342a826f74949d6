/** Hearing the line that is edited, without leaving its text. */

import { type RefObject, useEffect, useState } from "react";

import type { Moment } from "@/lib/moments";

const AT_END_SECONDS = 0.05;

export function usePlayLine(
  player: RefObject<HTMLVideoElement | null>,
  playFrom: (start: number, until?: number) => void,
) {
  const [isPlaying, setPlaying] = useState(false);
  useEffect(() => {
    const video = player.current;
    if (!video) return undefined;
    const read = () => setPlaying(!video.paused);
    read();
    video.addEventListener("play", read);
    video.addEventListener("pause", read);
    return () => {
      video.removeEventListener("play", read);
      video.removeEventListener("pause", read);
    };
  }, [player]);
  return {
    isPlaying,
    /** From the line's begin to its end. */
    repeat: ({ start, end }: Moment) => playFrom(start, end),
    /** Stops, or goes on in the line to its end; from its begin where the player stands elsewhere. */
    toggle: ({ start, end }: Moment) => {
      const video = player.current;
      if (!video) return;
      const { currentTime } = video;
      if (!video.paused) video.pause();
      else playFrom(currentTime >= start && currentTime < end - AT_END_SECONDS ? currentTime : start, end);
    },
  };
}

export type PlayLine = ReturnType<typeof usePlayLine>;
