/** Changes to videos, shown at once and taken back where they are refused. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, type Schemas } from "@/lib/api";

export type Video = Schemas["Video"];
export type Visibility = Schemas["VisibilityEnum"];
export type Wish = { visibility: Visibility } | "delete";
type Wishes = ReadonlyMap<string, Wish>;

export const VISIBILITIES: readonly Visibility[] = ["public", "unlisted", "private"];

/** The videos as they will be once the wishes are granted. */
export function applied(videos: readonly Video[], wishes: Wishes): Video[] {
  return videos.flatMap((video) => {
    const wish = wishes.get(video.id);
    if (wish === "delete") return [];
    return [wish ? { ...video, visibility: wish.visibility } : video];
  });
}

const without = (wishes: Wishes, ids: readonly string[]): Wishes =>
  new Map([...wishes].filter(([id]) => !ids.includes(id)));

function send(id: string, wish: Wish): Promise<unknown> {
  const params = { path: { video_id: id } };
  if (wish === "delete") return api.DELETE("/api/v1/videos/{video_id}", { params });
  return api.PATCH("/api/v1/videos/{video_id}", { params, body: { visibility: wish.visibility } });
}

export type Refusal = { count: number; reason: unknown };

export function useChanges() {
  const queries = useQueryClient();
  const [wishes, setWishes] = useState<Wishes>(new Map());
  const changing = useMutation({
    mutationFn: async ({ ids, wish }: { ids: readonly string[]; wish: Wish }): Promise<Refusal | null> => {
      setWishes((known) => new Map([...known, ...ids.map((id) => [id, wish] as const)]));
      const reasons: unknown[] = [];
      const tries = ids.map((id) =>
        send(id, wish).catch((reason: unknown) => {
          reasons.push(reason);
          setWishes((known) => without(known, [id])); // back to what it was
        }),
      );
      await Promise.all(tries);
      await Promise.all(
        ["videos", "search", "channels"].map((name) => queries.invalidateQueries({ queryKey: [name] })),
      );
      setWishes((known) => without(known, ids)); // read again: it is so
      return reasons.length > 0 ? { count: reasons.length, reason: reasons[0] } : null;
    },
  });
  return {
    wishes,
    change: (ids: readonly string[], wish: Wish) => changing.mutate({ ids, wish }),
    isBusy: changing.isPending,
    refusal: changing.data ?? null,
  };
}

export type Changes = ReturnType<typeof useChanges>;
