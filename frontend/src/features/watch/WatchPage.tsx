/** A video with its transcript: what is spoken is lit, what is clicked is played. */

import { Skeleton, Stack } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";

import { Failure, Notice } from "@/components/Notice";
import { useKeyDown } from "@/components/use-key-down";
import { usePageTitle } from "@/components/use-page-title";
import { About } from "@/features/watch/About";
import { linesOf } from "@/lib/lines";
import { Player } from "@/features/watch/Player";
import { Transcript } from "@/features/watch/Transcript";
import { usePlayhead } from "@/features/watch/use-playhead";
import classes from "@/features/watch/WatchPage.module.css";
import { api, ApiError, data, type Schemas } from "@/lib/api";
import { pressed, seek } from "@/lib/media-keys";
import { useSession } from "@/lib/use-session";

const POLL_MS = 3000;
const IN_WORK = new Set(["queued", "processing"]);

export function WatchPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const session = useSession();
  const video = useQuery({
    queryKey: ["video", id, session.status],
    queryFn: ({ signal }) => data(api.GET("/api/v1/videos/{video_id}", { params: { path: { video_id: id } }, signal })),
    enabled: session.status !== "unknown",
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (IN_WORK.has(query.state.data?.status ?? "") ? POLL_MS : false),
  });
  usePageTitle(video.data?.title ?? "");
  if (video.error instanceof ApiError && video.error.status === 404) {
    return <Notice title={t("watch.missing")} text={t("error.not_found")} />;
  }
  if (video.isError) return <Failure error={video.error} retry={() => void video.refetch()} />;
  if (video.isPending) return <WatchSkeleton />;
  return <Watch key={video.data.id} video={video.data} readAgain={() => void video.refetch()} />;
}

const NO_LINES: Schemas["Segment"][] = [];

function Watch({ video, readAgain }: { video: Schemas["Video"]; readAgain: () => void }) {
  const [address] = useSearchParams();
  const player = useRef<HTMLVideoElement>(null);
  const isGrowing = IN_WORK.has(video.status ?? "");
  const lines = useQuery(linesOf(video.id, isGrowing));
  const { head, playFrom } = usePlayhead(player, lines.data ?? NO_LINES);
  const begin = Math.max(0, Number(address.get("t")) || 0);

  useEffect(() => {
    if (player.current?.readyState) seek(player.current, begin);
  }, [begin]);
  useKeyDown((event) => {
    if (player.current) pressed(event, player.current, { from: 0, to: video.duration ?? Infinity });
  });
  return (
    <div className={classes.page}>
      <div className={classes.player}>
        <Player ref={player} video={video} begin={begin} hasLines={Boolean(lines.data?.length)} readAgain={readAgain} />
      </div>
      <div className={classes.about}>
        <About video={video} player={player} />
      </div>
      <Transcript
        video={video.id}
        lines={lines.data ?? NO_LINES}
        state={lines.isError ? lines.error : lines.isPending ? "reading" : isGrowing ? "growing" : "whole"}
        readAgain={() => void lines.refetch()}
        head={head}
        playFrom={playFrom}
      />
    </div>
  );
}

function WatchSkeleton() {
  return (
    <div className={classes.page} aria-busy="true">
      <Skeleton className={classes.empty} />
      <Stack className={classes.about}>
        <Skeleton height={28} width="70%" />
        <Skeleton height={16} width="40%" />
      </Stack>
      <Skeleton className={classes.transcript} height="auto" />
    </div>
  );
}
