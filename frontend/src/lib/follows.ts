/** The channels and playlists one follows. */

import { useQuery } from "@tanstack/react-query";

import { api, data, type Schemas } from "@/lib/api";

export type Follow = Schemas["Follow"];

export const FOLLOWS = ["follows"];
const MOST = 100;

/** Read again every `refetchInterval` milliseconds, where it is given. */
export function useFollows(refetchInterval: number | false = false) {
  return useQuery({
    queryKey: FOLLOWS,
    queryFn: async ({ signal }) =>
      (await data(api.GET("/api/v1/follows", { params: { query: { page_size: MOST } }, signal }))).results,
    refetchInterval,
  });
}
