/** What is said in English, to be read, searched and played as the transcript is. */

import { useQuery } from "@tanstack/react-query";
import type { ComponentProps, RefObject } from "react";

import { Transcript } from "@/features/watch/Transcript";
import { usePlayhead } from "@/features/watch/use-playhead";
import { type Line, linesOf } from "@/lib/lines";

const NO_LINES: Line[] = [];

type EnglishTranscriptProps = Pick<ComponentProps<typeof Transcript>, "video" | "playFrom" | "selection" | "tools"> & {
  player: RefObject<HTMLVideoElement | null>;
};

export function EnglishTranscript({ player, ...shown }: EnglishTranscriptProps) {
  const reading = useQuery(linesOf(shown.video.id, false, "english"));
  const lines = reading.data ?? NO_LINES;
  const { head } = usePlayhead(player, shown.video.media_url, lines);
  const state = reading.error ?? (reading.isPending ? "reading" : "whole");
  return <Transcript {...shown} lines={lines} head={head} state={state} readAgain={() => void reading.refetch()} />;
}
