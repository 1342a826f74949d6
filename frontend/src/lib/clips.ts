/** Asking for the clip of a passage, until it can be played. */

import { queryOptions } from "@tanstack/react-query";

import { api, ApiError, data, type Schemas } from "@/lib/api";

export type Clip = Schemas["Clip"];
export type Passage = { video_id: string; start: number; end: number; padding?: number };

const POLL_MS = 700;

const wait = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });

/** A clip that can be played. Throws ApiError with the clip's own code where it cannot be cut. */
async function playable(passage: Passage, signal: AbortSignal): Promise<Clip> {
  let clip = await data(api.POST("/api/v1/clips", { body: passage, signal }));
  while (clip.status === "working") {
    await wait(POLL_MS, signal);
    clip = await data(api.GET("/api/v1/clips/{clip_id}", { params: { path: { clip_id: clip.id } }, signal }));
  }
  if (clip.play_url === null) throw new ApiError(200, clip.error?.code ?? "clip_failed");
  return clip;
}

/** Play addresses are good for hours; a player that is refused one asks again (`refetch`). */
export const clipOf = (passage: Passage) =>
  queryOptions({
    queryKey: ["clip", passage],
    queryFn: ({ signal }) => playable(passage, signal),
    staleTime: 3600_000,
  });
