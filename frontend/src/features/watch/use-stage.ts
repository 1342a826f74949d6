/**
 * What stands over a video's picture: one button of ours, until the video is played or moved in. The browser's own
 * controls keep a phone busy for a tenth of a second wherever they are drawn, so they come when they are of use.
 */

import { useEffect, useRef, useState, type PointerEvent, type RefObject } from "react";
import { flushSync } from "react-dom";

/** `moved`: another place, sound, size or text was chosen, or a mouse is there to do so, but nothing was played yet. */
type Stage = "still" | "moved" | "played";

const STAGES: Record<string, Stage> = {
  play: "played",
  error: "played", // the browser says in its own way what it cannot play
  seeking: "moved",
  volumechange: "moved",
  fullscreenchange: "moved",
  change: "moved", // of its captions
};

const later = (now: Stage, next: Stage) => (now === "played" ? now : next);

/** Without a mouse the browser's controls bring a large button of their own. */
const canHover = () => window.matchMedia("(hover: hover)").matches;

export function useStage(player: RefObject<HTMLVideoElement | null>, isThere: boolean) {
  const [stage, setStage] = useState<Stage>("still");
  const start = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const video = player.current;
    if (!video || !isThere) return undefined;
    const note = ({ type }: Event) => {
      const hadFocus = start.current !== null && start.current === document.activeElement;
      flushSync(() => setStage((now) => later(now, STAGES[type] ?? now)));
      if (hadFocus && !start.current) video.focus({ preventScroll: true }); // not lost with the button
    };
    const told = [video, video.textTracks].flatMap((by) => Object.keys(STAGES).map((type) => ({ by, type })));
    told.forEach(({ by, type }) => by.addEventListener(type, note));
    return () => told.forEach(({ by, type }) => by.removeEventListener(type, note));
  }, [player, isThere]);
  return {
    start,
    hasStart: stage === "still" || (stage === "moved" && canHover()),
    hasControls: stage !== "still",
    /** A finger presses what is there; whatever comes between the press and its end would miss it. */
    comeNear: ({ pointerType, buttons }: PointerEvent) => {
      if (pointerType === "mouse" && buttons === 0) setStage((now) => later(now, "moved"));
    },
  };
}
