/** How far a new run over a video is, which a worker does; the page shows what it made as soon as that is there. */

import { Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { api, data, type Schemas } from "@/lib/api";
import { explainCode } from "@/lib/errors";
import { readEnglishAgain } from "@/lib/lines";
import { usePushes } from "@/lib/use-pushes";

const POLL_MS = 1500;
const LIVE = new Set(["queued", "processing"]);

/** The names of the sentences for what may be said of a run. */
export type RunWords = Record<"queued" | "processing" | "completed", string>;

type RunStateProps = { asked: Schemas["Request"]; video: Schemas["Video"]; words: RunWords };

export function RunState({ asked, video, words }: RunStateProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const params = { path: { request_id: asked.id } };
  const { data: request = asked, refetch } = useQuery({
    queryKey: ["request", asked.id],
    queryFn: ({ signal }) => data(api.GET("/api/v1/requests/{request_id}", { params, signal })),
    refetchInterval: (query) => (LIVE.has(query.state.data?.status ?? "queued") ? POLL_MS : false),
  });
  const isLive = LIVE.has(request.status);
  usePushes(true, (push) => {
    if (push.type === "request.finished" && push.request.id === asked.id) void refetch();
    if (push.type === "translation.added" && push.video_id === video.id) readEnglishAgain(queries, video.id);
  });
  useEffect(() => {
    if (isLive) return;
    for (const kind of ["video", "lines", "captions"]) void queries.invalidateQueries({ queryKey: [kind, video.id] });
  }, [isLive, queries, video.id]);
  const said = { ...words, cancelled: "queue.cancelled", failed: "" }[request.status];
  return (
    <Text mt={8} role={request.status === "failed" ? "alert" : "status"}>
      {said ? t(said) : explainCode(t, request.error?.code ?? "", "error.internal_error")}
    </Text>
  );
}
