/** What the player is set to, whoever set it: our buttons, keys, or the browser's own controls. */

import { useEffect, useState, type RefObject } from "react";

import { remembered } from "@/lib/remembered";

export type PlayerState = { speed: number; hasCaptions: boolean; isCaptioned: boolean };

/** Whoever needs captions needs them everywhere. */
export const captionsWanted = remembered("soundbite.captions");

const NOTHING: PlayerState = { speed: 1, hasCaptions: false, isCaptioned: false };

export function usePlayerState(player: RefObject<HTMLVideoElement | null>, isThere: boolean): PlayerState {
  const [state, setState] = useState(NOTHING);
  useEffect(() => {
    const video = player.current;
    if (!video) return undefined;
    const tracks = video.textTracks;
    const read = () => {
      const [track] = tracks;
      const hasCaptions = Boolean(track);
      setState({ speed: video.playbackRate, hasCaptions, isCaptioned: track?.mode === "showing" });
    };
    const onChange = () => {
      if (tracks[0]) captionsWanted.set(tracks[0].mode === "showing");
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
