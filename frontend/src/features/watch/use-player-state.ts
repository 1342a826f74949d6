/** What the player is set to, whoever set it: our buttons, keys, or the browser's own controls. */

import { useEffect, useState, type RefObject } from "react";

import { shownOf } from "@/lib/media-keys";
import { remembered } from "@/lib/remembered";

export type PlayerState = { speed: number; isCaptioned: boolean };

/** Whoever needs captions needs them everywhere. */
export const captionsWanted = remembered("soundbite.captions");

const AT_FIRST: PlayerState = { speed: 1, isCaptioned: false };

const isSame = (one: PlayerState, other: PlayerState) =>
  one.speed === other.speed && one.isCaptioned === other.isCaptioned;

export function usePlayerState(player: RefObject<HTMLVideoElement | null>, isThere: boolean): PlayerState {
  const [state, setState] = useState(AT_FIRST);
  useEffect(() => {
    const video = player.current;
    if (!video) return undefined;
    const tracks = video.textTracks;
    const read = () => {
      const now = { speed: video.playbackRate, isCaptioned: shownOf(tracks) >= 0 };
      setState((known) => (isSame(known, now) ? known : now)); // else every button would be drawn again
    };
    const onChange = () => {
      if (tracks.length > 0) captionsWanted.set(shownOf(tracks) >= 0);
      read();
    };
    read();
    video.addEventListener("ratechange", read);
    tracks.addEventListener("change", onChange);
    tracks.addEventListener("addtrack", read);
    return () => {
      video.removeEventListener("ratechange", read);
      tracks.removeEventListener("change", onChange);
      tracks.removeEventListener("addtrack", read);
    };
  }, [player, isThere]);
  return state;
}
