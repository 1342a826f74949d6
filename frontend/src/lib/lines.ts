/** Lines of a transcript: which one is spoken at a moment, where words stand in it, and what was looked for. */

import { queryOptions } from "@tanstack/react-query";

import { api, data, type Schemas } from "@/lib/api";
import { occurrences, type Range } from "@/lib/highlight";

export type Line = Schemas["Segment"];

const POLL_MS = 3000;

export const linesOf = (video: string, isGrowing: boolean) =>
  queryOptions({
    queryKey: ["lines", video],
    queryFn: async ({ signal }) => {
      const params = { path: { video_id: video }, query: { words: true } };
      const answer = await data(api.GET("/api/v1/videos/{video_id}/segments", { params, signal }));
      return answer.results;
    },
    refetchInterval: isGrowing ? POLL_MS : false,
  });

/** The last of `items`, ordered by start, that has begun by `time`; -1 before the first. */
export function begunAt(items: readonly { start: number }[], time: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.start ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where each timed word stands in the line's text; a word that was edited away has no place (null). */
export function wordRanges(line: Pick<Line, "text" | "words">): (Range | null)[] {
  let done = 0;
  return (line.words ?? []).map(({ text }): Range | null => {
    const word = text.trim();
    const from = line.text.indexOf(word, done);
    if (!word || from === -1) return null;
    done = from + word.length;
    return [from, done];
  });
}

export type Find = { line: number; ranges: Range[] };

/** The lines that hold what is looked for. */
export const findIn = (lines: readonly Line[], words: string): Find[] =>
  lines.map(({ text }, line) => ({ line, ranges: occurrences(text, words) })).filter(({ ranges }) => ranges.length > 0);
