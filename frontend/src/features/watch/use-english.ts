/** The lines of what is said in English, and where the player is in them. */

import { useQuery } from "@tanstack/react-query";
import type { RefObject } from "react";

import { usePlayhead } from "@/features/watch/use-playhead";
import type { Schemas } from "@/lib/api";
import { type Line, linesOf } from "@/lib/lines";

const NO_LINES: Line[] = [];

export type EnglishNeeds = { video: Schemas["Video"]; player: RefObject<HTMLVideoElement | null> };

export function useEnglish({ video, player }: EnglishNeeds) {
  const reading = useQuery(linesOf(video.id, false, "english"));
  const lines = reading.data ?? NO_LINES;
  const { head } = usePlayhead(player, video.media_url, lines);
  return { reading, lines, head };
}
