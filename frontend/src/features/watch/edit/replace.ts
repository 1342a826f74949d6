/** Finding and replacing: looked at first, then done to the lines that are chosen. */

import type { Version } from "@/features/watch/edit/undo";
import { api, data, type Schemas } from "@/lib/api";
import type { Track } from "@/lib/lines";

export type Wish = { find: string; replace: string; match_case: boolean; whole_word: boolean };
export type Found = Schemas["ReplacedLine"];
export type Preview = { lines: number; count: number; results: Found[]; titles: ReadonlyMap<string, string> };

/** So many the server takes at once. */
const MOST_VIDEOS = 100;
const MOST_LINES = 500;
const PAGE_SIZE = 100;

export const inPieces = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));

/** One's own videos: ids and titles. */
export async function ownVideos(): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  for (let page = 1, isMore = true; isMore; page += 1) {
    const query = { owner: "me", page, page_size: PAGE_SIZE };
    const answer = await data(api.GET("/api/v1/videos", { params: { query } }));
    for (const { id, title } of answer.results) titles.set(id, title);
    isMore = Boolean(answer.next);
  }
  return titles;
}

const post = (body: Schemas["ReplaceInputRequest"]) => data(api.POST("/api/v1/segments/replace", { body }));

export async function preview(titles: ReadonlyMap<string, string>, track: Track, wish: Wish): Promise<Preview> {
  const whole: Preview = { lines: 0, count: 0, results: [], titles };
  for (const video_ids of inPieces([...titles.keys()], MOST_VIDEOS)) {
    const { lines, count, results } = await post({ ...wish, track, video_ids, preview: true });
    whole.lines += lines;
    whole.count += count;
    whole.results.push(...results);
  }
  return whole;
}

/** Each piece of the chosen lines is replaced as a whole or not at all; tells of each that was. */
export async function apply(
  chosen: readonly Found[],
  track: Track,
  wish: Wish,
  tell: (before: readonly Version[], after: readonly Version[]) => void,
) {
  for (const piece of inPieces(chosen, MOST_LINES)) {
    for (const video_ids of inPieces([...new Set(piece.map(({ video_id }) => video_id))], MOST_VIDEOS)) {
      const before = piece
        .filter(({ video_id }) => video_ids.includes(video_id))
        .map(({ segment_id, version }) => ({ id: segment_id, version }));
      const { results } = await post({ ...wish, track, video_ids, preview: false, segments: before });
      tell(
        before,
        results.map(({ segment_id, version }) => ({ id: segment_id, version })),
      );
    }
  }
}
