/** Editing over HTTP. */

import { api, data, type Schemas } from "@/lib/api";
import type { Line } from "@/lib/lines";
import type { Version } from "@/features/watch/edit/undo";

export type LineChange = { text?: string; start?: number; end?: number; is_right?: boolean };
export type Edit = Schemas["Edit"];

const at = (id: string) => ({ params: { path: { segment_id: id } } });

const results = async (answer: Promise<{ data?: { results: Line[] } }>) => (await data(answer)).results;

export const server = {
  change: async ({ id, version }: Version, change: LineChange): Promise<Line[]> => [
    await data(api.PATCH("/api/v1/segments/{segment_id}", { ...at(id), body: { version, ...change } })),
  ],
  split: ({ id, version }: Version, offset: number) =>
    results(api.POST("/api/v1/segments/{segment_id}/split", { ...at(id), body: { version, offset } })),
  merge: async (video: string, lines: readonly Version[]): Promise<Line[]> => {
    const segments = lines.map(({ id, version }) => ({ id, version }));
    const params = { path: { video_id: video } };
    return [await data(api.POST("/api/v1/videos/{video_id}/segments/merge", { params, body: { segments } }))];
  },
  undo: (lines: readonly Version[]) => {
    const [first] = lines;
    if (lines.length === 1 && first) {
      const { id, version } = first;
      return results(api.POST("/api/v1/segments/{segment_id}/undo", { ...at(id), body: { version } }));
    }
    return results(api.POST("/api/v1/segments/undo", { body: { segments: [...lines] } }));
  },
  history: async (id: string, signal: AbortSignal): Promise<Edit[]> =>
    (await data(api.GET("/api/v1/segments/{segment_id}/history", { ...at(id), signal }))).results,
};

export type Server = typeof server;
