/** The keys of the watch page: those of every player, and those that choose a moment. */

import type { RefObject } from "react";

import { useKeyDown } from "@/components/use-key-down";
import { begunHere, endedHere } from "@/features/watch/here";
import type { Selection } from "@/features/watch/use-selection";
import type { Schemas } from "@/lib/api";
import { toggle } from "@/lib/basket";
import { begunAt, type Line } from "@/lib/lines";
import { pressed } from "@/lib/media-keys";
import { momentOf, saidIn } from "@/lib/words";

type Needs = {
  video: Schemas["Video"];
  player: RefObject<HTMLVideoElement | null>;
  lines: readonly Line[];
  selection: Selection;
  /** Another player is in front, and takes the player's keys. */
  isPreviewing: boolean;
  isEditing: boolean;
  /** Begins or ends the editing of the transcript; null for those who may not. */
  setEditing: ((isEditing: boolean) => void) | null;
};

export function useWatchKeys({ video, player, lines, selection, isPreviewing, isEditing, setEditing }: Needs) {
  const duration = video.duration ?? Infinity;
  const { moment } = selection;
  const acts: Record<string, (time: number) => void> = {
    "[": (time) => selection.change(begunHere(lines, moment, time, duration)),
    "]": (time) => selection.change(endedHere(lines, moment, time, duration)),
    s: (time) => {
      const line = lines[begunAt(lines, time)];
      const wanted = moment ?? (line && momentOf(line));
      if (wanted) toggle({ video_id: video.id, title: video.title, text: saidIn(lines, wanted), ...wanted });
    },
  };
  const seekOrChoose = (event: KeyboardEvent, video: HTMLVideoElement) => {
    const act = acts[event.key];
    if (act) {
      event.preventDefault();
      act(video.currentTime);
    } else if (event.key === "Escape" && moment) selection.clear();
    else if (!isPreviewing) pressed(event, video, { from: 0, to: duration });
  };
  useKeyDown((event) => {
    const togglesEditing = event.key === (isEditing ? "Escape" : "e") && !(isEditing && moment);
    if (setEditing && togglesEditing) {
      event.preventDefault();
      setEditing(!isEditing);
    } else if (player.current) seekOrChoose(event, player.current);
  });
}
