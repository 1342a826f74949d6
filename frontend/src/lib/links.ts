/** Links to what somebody shares: read and made. */

import { queryOptions } from "@tanstack/react-query";

import { api, data } from "@/lib/api";

export type Shared = { kind: "clip" | "supercut"; id: string };

export const linksOf = ({ kind, id }: Shared) =>
  queryOptions({
    queryKey: ["links", kind, id],
    queryFn: async ({ signal }) => {
      const page =
        kind === "clip"
          ? data(api.GET("/api/v1/clips/{clip_id}/links", { params: { path: { clip_id: id } }, signal }))
          : data(api.GET("/api/v1/supercuts/{supercut_id}/links", { params: { path: { supercut_id: id } }, signal }));
      return (await page).results;
    },
  });

export function makeLink({ kind, id }: Shared, expires_at: string | null) {
  const body = { expires_at };
  return kind === "clip"
    ? data(api.POST("/api/v1/clips/{clip_id}/links", { params: { path: { clip_id: id } }, body }))
    : data(api.POST("/api/v1/supercuts/{supercut_id}/links", { params: { path: { supercut_id: id } }, body }));
}
