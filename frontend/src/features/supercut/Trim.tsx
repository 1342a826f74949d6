/** Brings one moment of the supercut to its length. */

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { Failure } from "@/components/Notice";
import { TrimTrack } from "@/components/TrimTrack";
import { type Piece, trim } from "@/lib/basket";
import { linesOf } from "@/lib/lines";
import { saidIn, wordsOf } from "@/lib/words";
import { useSession } from "@/lib/use-session";
import { videoOf } from "@/lib/videos";

export function Trim({ piece }: { piece: Piece }) {
  const { status } = useSession();
  const lines = useQuery(linesOf(piece.video_id, false));
  const video = useQuery(videoOf(piece.video_id, status));
  const words = useMemo(() => wordsOf(lines.data ?? []), [lines.data]);
  if (!lines.data || !video.data) {
    const error = (!lines.data && lines.error) || (!video.data && video.error);
    if (error) return <Failure error={error} retry={() => void Promise.all([lines.refetch(), video.refetch()])} />;
    return <Skeleton height={48} aria-busy="true" />;
  }
  return (
    <TrimTrack
      moment={{ start: piece.start, end: piece.end }}
      words={words}
      duration={video.data.duration ?? piece.end}
      onChange={(moment) => trim(piece.id, moment, saidIn(lines.data, moment))}
    />
  );
}
