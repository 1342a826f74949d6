/** Changes to videos, shown at once and taken back where they are refused. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, type Schemas } from "@/lib/api";
import { isGone } from "@/lib/errors";

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

type Page = { count: number; results: readonly Video[] };
type Known = Page | { pages: readonly Page[] };

/** What was read, one page of it or several, now that the wishes are granted. */
export function withGranted(known: Known, wishes: Wishes): Known {
  const read = "pages" in known ? known.pages : [known];
  const left = read.map(({ results }) => applied(results, wishes));
  const gone = read.flatMap(({ results }) => results).length - left.flat().length;
  const pages = read.map((page, place) => ({ ...page, count: page.count - gone, results: left[place] ?? [] }));
  return "pages" in known ? { ...known, pages } : { ...known, ...pages[0] };
}

const VIDEOS = ["videos"];

/** Without this wish for them; for one of them there may be a later wish. */
const without = (wishes: Wishes, ids: readonly string[], wish: Wish): Wishes =>
  new Map([...wishes].filter(([id, latest]) => latest !== wish || !ids.includes(id)));

function send(id: string, wish: Wish): Promise<unknown> {
  const params = { path: { video_id: id } };
  if (wish === "delete") return api.DELETE("/api/v1/videos/{video_id}", { params });
  return api.PATCH("/api/v1/videos/{video_id}", { params, body: { visibility: wish.visibility } });
}

export type Refusal = { count: number; reason: unknown };

export function useChanges() {
  const queries = useQueryClient();
  const [wishes, setWishes] = useState<Wishes>(new Map());
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const changing = useMutation({
    mutationFn: async ({ ids, wish }: { ids: readonly string[]; wish: Wish }) => {
      setRefusal(null);
      setWishes((known) => new Map([...known, ...ids.map((id) => [id, wish] as const)]));
      const reasons: unknown[] = [];
      const granted = new Map(ids.map((id) => [id, wish]));
      const tries = ids.map((id) =>
        send(id, wish).catch((reason: unknown) => {
          if (wish === "delete" && isGone(reason)) return; // in another tab
          reasons.push(reason);
          granted.delete(id);
          setWishes((known) => without(known, [id], wish)); // back to what it was
        }),
      );
      await Promise.all(tries);
      if (reasons.length > 0) setRefusal({ count: reasons.length, reason: reasons[0] });
      await queries.cancelQueries({ queryKey: VIDEOS }); // an answer on its way is older than the change
      queries.setQueriesData<Known>({ queryKey: VIDEOS }, (known) => known && withGranted(known, granted));
      setWishes((known) => without(known, ids, wish));
      for (const queryKey of [VIDEOS, ["search"], ["channels"]]) void queries.invalidateQueries({ queryKey });
    },
  });
  return {
    wishes,
    change: (ids: readonly string[], wish: Wish) => changing.mutate({ ids, wish }),
    refusal,
  };
}

export type Changes = ReturnType<typeof useChanges>;
