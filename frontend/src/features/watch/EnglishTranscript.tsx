/** What is said in English, to be read, searched and played as the transcript is. */

import type { ComponentProps } from "react";

import { Transcript } from "@/features/watch/Transcript";
import { type EnglishNeeds, useEnglish } from "@/features/watch/use-english";

type EnglishTranscriptProps = EnglishNeeds & Pick<ComponentProps<typeof Transcript>, "playFrom" | "selection">;

export function EnglishTranscript({ player, ...shown }: EnglishTranscriptProps) {
  const { reading, lines, head } = useEnglish({ video: shown.video, player });
  const state = reading.error ?? (reading.isPending ? "reading" : "whole");
  return <Transcript {...shown} lines={lines} head={head} state={state} readAgain={() => void reading.refetch()} />;
}
