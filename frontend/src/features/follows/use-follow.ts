/** What one may do with a followed list. Changes are shown at once and taken back where they are refused. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { api, data, type Schemas } from "@/lib/api";
import { errorOfLatest } from "@/lib/errors";
import { type Follow, FOLLOWS } from "@/lib/follows";
import { readingAgain } from "@/lib/reading-again";

const POLL_MS = 1500;
/** A look takes seconds; one that takes so long is not asked about every moment any more. */
const PATIENCE_MS = 120_000;

type Changes = Schemas["PatchedFollowChangesRequest"];

export function useFollow(follow: Follow) {
  const queries = useQueryClient();
  const params = { path: { follow_id: follow.id } };
  const readAgain = () => queries.invalidateQueries({ queryKey: FOLLOWS });
  const put = (changes: Partial<Follow>) =>
    queries.setQueryData<Follow[]>(FOLLOWS, (known) =>
      known?.map((one) => (one.id === follow.id ? { ...one, ...changes } : one)),
    );
  const changing = useMutation({
    mutationFn: (changes: Changes) => data(api.PATCH("/api/v1/follows/{follow_id}", { params, body: changes })),
    onMutate: async (changes) => {
      await queries.cancelQueries({ queryKey: FOLLOWS }); // an answer on its way is older than the change
      const before = queries.getQueryData<Follow[]>(FOLLOWS)?.find(({ id }) => id === follow.id);
      put(changes);
      return before;
    },
    onSuccess: readAgain,
    onError: (_error, _changes, before) => {
      if (before) put(before);
      void readAgain(); // the reason does not wait for it
    },
  });
  const last = follow.last_checked_at ?? "";
  /** The last look before the one that was asked for; null where none was. */
  const [before, setBefore] = useState<string | null>(null);
  const [isLate, setLate] = useState(false);
  const looking = useMutation({
    mutationFn: () => data(api.POST("/api/v1/follows/{follow_id}/look", { params })),
    onMutate: () => {
      setBefore(last);
      setLate(false);
    },
    onError: () => setBefore(null),
  });
  const isAwaited = before === last && !follow.is_paused; // one that is paused is not looked at
  const isLooking = isAwaited && !isLate;
  useEffect(() => {
    if (!isLooking) return undefined;
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: FOLLOWS }), POLL_MS);
    const end = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [isLooking, queries]);
  const leaving = useMutation({
    mutationFn: () => api.DELETE("/api/v1/follows/{follow_id}", { params }),
    ...readingAgain(readAgain),
  });
  return {
    change: (changes: Changes) => changing.mutate(changes),
    look: () => looking.mutate(),
    leave: () => leaving.mutate(),
    isLooking,
    isLate: isAwaited && isLate,
    isLeaving: leaving.isPending,
    error: errorOfLatest(changing, looking, leaving),
  };
}
