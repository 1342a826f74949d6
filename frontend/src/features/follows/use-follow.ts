/** What one may do with a followed list. Changes are shown at once and taken back where they are refused. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { api, data, type Schemas } from "@/lib/api";
import { type Follow, FOLLOWS } from "@/lib/follows";

const POLL_MS = 1500;

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
    onError: (_error, _changes, before) => before && put(before),
    onSettled: readAgain,
  });
  const [before, setBefore] = useState<string | null>(null);
  const looking = useMutation({
    mutationFn: () => data(api.POST("/api/v1/follows/{follow_id}/look", { params })),
    onMutate: () => setBefore(follow.last_checked_at ?? ""),
    onError: () => setBefore(null),
  });
  const isLooking = before !== null && before === (follow.last_checked_at ?? "");
  useEffect(() => {
    if (!isLooking) return undefined;
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: FOLLOWS }), POLL_MS);
    return () => clearInterval(timer);
  }, [isLooking, queries]);
  const leaving = useMutation({
    mutationFn: () => api.DELETE("/api/v1/follows/{follow_id}", { params }),
    onSettled: readAgain,
  });
  return {
    change: (changes: Changes) => changing.mutate(changes),
    look: () => looking.mutate(),
    leave: () => leaving.mutate(),
    isLooking,
    isLeaving: leaving.isPending,
    error: changing.error ?? looking.error ?? leaving.error,
  };
}
