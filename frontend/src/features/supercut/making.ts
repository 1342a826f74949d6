/** A supercut that is being made: asked for once, then watched; found again after the page was loaded anew. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, data, type Schemas } from "@/lib/api";
import type { Piece } from "@/lib/basket";
import { errorOfLatest, isGone } from "@/lib/errors";
import { usePushes } from "@/lib/use-pushes";
import { useUser } from "@/lib/use-session";

const POLL_MS = 1500;
const KEY = "soundbite.supercut-made";

/** The name under which the list of one's supercuts is kept. */
export const EARLIER = ["supercuts"];
export const keyOf = (id: string) => ["supercut", id];

export type SupercutBody = Schemas["SupercutInputRequest"];
type Made = { id: string; wish: string };
type Asked = { body: SupercutBody; wish: string };

export const bodyOf = (pieces: readonly Piece[], format: "mp4" | "m4a" | "mp3", titles: boolean): SupercutBody => ({
  items: pieces.map(({ video_id, start, end }) => ({ video_id, start, end })),
  format,
  titles: titles && format === "mp4",
});

/** What was made last in this browser; null where that is not known. */
export function madeOf(text: string | null): Made | null {
  try {
    const made = JSON.parse(text ?? "null") as Partial<Made> | null;
    return typeof made?.id === "string" && typeof made.wish === "string" ? { id: made.id, wish: made.wish } : null;
  } catch {
    return null;
  }
}

/**
 * A supercut as it is now, asked for again while it is in work: one whose file was let go is made anew. None where it
 * was deleted.
 */
export function useSupercut(id: string, isWanted: boolean) {
  const supercut = useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) =>
      data(api.GET("/api/v1/supercuts/{supercut_id}", { params: { path: { supercut_id: id } }, signal })),
    enabled: isWanted,
    refetchInterval: (query) => (query.state.data?.status === "working" ? POLL_MS : false),
  });
  usePushes(supercut.data?.status === "working", (push) => {
    if (push.type === "supercut.ready" && push.supercut.id === id) void supercut.refetch();
  });
  const { data: known, error, refetch } = supercut;
  const again = () => void refetch();
  return isGone(error) ? { supercut: undefined, error: null, again } : { supercut: known, error, again };
}

/** The supercut that was made of `body`, as it is now; nothing once something in it has changed. */
export function useMaking(body: SupercutBody) {
  const queries = useQueryClient();
  const user = useUser();
  const [made, setMade] = useState(() => madeOf(localStorage.getItem(KEY)));
  const wish = JSON.stringify([user?.id, body]);
  const id = made?.wish === wish ? made.id : "";
  const keep = (next: Made | null) => {
    localStorage.setItem(KEY, JSON.stringify(next));
    setMade(next);
  };
  const asking = useMutation({
    mutationFn: (asked: Asked) => data(api.POST("/api/v1/supercuts", { body: asked.body })),
    onSuccess: (supercut, asked) => {
      queries.setQueryData(keyOf(supercut.id), supercut);
      keep({ id: supercut.id, wish: asked.wish }); // the pieces may have changed since
    },
  });
  const { supercut, error } = useSupercut(id, id !== "" && user !== null);
  const cancel = useMutation({
    mutationFn: () =>
      api
        .DELETE("/api/v1/supercuts/{supercut_id}", { params: { path: { supercut_id: id } } })
        .catch((error: unknown) => {
          if (!isGone(error)) throw error; // it is still being made
        }),
    onSuccess: () => {
      keep(null);
      asking.reset();
    },
  });
  return {
    ask: () => asking.mutate({ body, wish }),
    isAsking: asking.isPending,
    error: errorOfLatest(asking, cancel) ?? error,
    supercut: id ? supercut : undefined,
    cancel: () => cancel.mutate(),
  };
}
