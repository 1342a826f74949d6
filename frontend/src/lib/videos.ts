/** One video as whoever asks may see it. */

import { queryOptions } from "@tanstack/react-query";

import { api, data } from "@/lib/api";
import { keyOf } from "@/lib/query-keys";
import type { Session } from "@/lib/session";

export const videoOf = (id: string, status: Session["status"]) =>
  queryOptions({
    queryKey: keyOf.video(id, status),
    queryFn: ({ signal }) => data(api.GET("/api/v1/videos/{video_id}", { params: { path: { video_id: id } }, signal })),
    enabled: status !== "unknown",
  });
