/** A clip that is being made: asked for once, then watched until it is there. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, ApiError, data, type Schemas } from "@/lib/api";
import type { Clip } from "@/lib/clips";
import { usePushes } from "@/lib/use-pushes";
import { useUser } from "@/lib/use-session";

const POLL_MS = 1000;

export type ClipBody = Schemas["ClipInputRequest"];

/** The clip that was last asked for, as it is now; `forget` lets go of it, and cancels it while it is in work. */
export function useProduct() {
  const queries = useQueryClient();
  const user = useUser();
  const asking = useMutation({
    mutationFn: (body: ClipBody) => data(api.POST("/api/v1/clips", { body })),
    onSuccess: (clip) => queries.setQueryData(keyOf(clip.id), clip),
  });
  const id = asking.data?.id ?? "";
  const product = useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => data(api.GET("/api/v1/clips/{clip_id}", { params: { path: { clip_id: id } }, signal })),
    enabled: id !== "",
    staleTime: Infinity,
    refetchInterval: (query) => (query.state.data?.status === "working" ? POLL_MS : false),
  });
  const isWorking = product.data?.status === "working";
  usePushes(isWorking && user !== null, (push) => {
    if (push.type === "clip.ready" && push.clip.id === id) void product.refetch();
  });
  const forget = () => {
    const params = { path: { clip_id: id } };
    if (isWorking && user) api.DELETE("/api/v1/clips/{clip_id}", { params }).catch(() => undefined); // else it is made for nobody
    asking.reset();
  };
  return {
    ask: asking.mutate,
    asked: asking.variables,
    isAsking: asking.isPending,
    error: asking.error ?? product.error ?? failureOf(product.data),
    clip: product.data,
    forget,
  };
}

const failureOf = (clip: Clip | undefined) => (clip?.error ? new ApiError(200, clip.error.code) : null);

const keyOf = (id: string) => ["product", id];
