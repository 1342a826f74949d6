/** Lines of a transcript: which one is spoken at a moment, where words stand in it, and what was looked for. */

import { type QueryClient, queryOptions } from "@tanstack/react-query";

import { api, data, type Schemas } from "@/lib/api";
import { occurrences, type Range } from "@/lib/highlight";
import { keyOf } from "@/lib/query-keys";

export type Line = Schemas["Segment"];

const POLL_MS = 3000;

export type Track = Line["track"];

export const linesOf = (video: string, isGrowing: boolean, track: Track = "original") =>
  queryOptions({
    queryKey: track === "original" ? keyOf.lines(video) : [...keyOf.lines(video), track],
    queryFn: async ({ signal }) => {
      const params = { path: { video_id: video }, query: { words: true, track } };
      const answer = await data(api.GET("/api/v1/videos/{video_id}/segments", { params, signal }));
      return answer.results;
    },
    refetchInterval: isGrowing ? POLL_MS : false,
  });

/** There is more of what is said in English: it is read again. */
export function readEnglishAgain(queries: QueryClient, video: string) {
  for (const kind of ["lines", "captions"]) void queries.invalidateQueries({ queryKey: [kind, video, "english"] });
  void queries.invalidateQueries({ queryKey: ["video", video] });
}

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

/** A piece of a line's text: a word, or what stands between two, which belongs to both. */
export type Token = { text: string; from: number; words: number[] };

/** The line's whole text in tokens; one without words where none has a place. */
export function tokensOf(line: Pick<Line, "text" | "words">): Token[] {
  const tokens: Token[] = [];
  let [done, before]: [number, number[]] = [0, []];
  wordRanges(line).forEach((range, word) => {
    if (!range) return;
    const [from, to] = range;
    if (from > done) tokens.push({ text: line.text.slice(done, from), from: done, words: [...before, word] });
    tokens.push({ text: line.text.slice(from, to), from, words: [word] });
    [done, before] = [to, [word]];
  });
  if (done < line.text.length) tokens.push({ text: line.text.slice(done), from: done, words: before });
  return tokens;
}

export type Find = { line: number; ranges: Range[] };

/** The lines that hold what is looked for. */
export const findIn = (lines: readonly Line[], words: string): Find[] =>
  lines.map(({ text }, line) => ({ line, ranges: occurrences(text, words) })).filter(({ ranges }) => ranges.length > 0);

/**
 * The lines once some have changed or come in and others have gone, in time order. What is known in a newer version
 * stays; `original` is known to editors alone, and pushes leave it out.
 */
export function renewed(lines: readonly Line[], changed: readonly Line[], removed: readonly string[] = []): Line[] {
  const coming = new Map(changed.map((line) => [line.id, line]));
  const gone = new Set(removed.filter((id) => !coming.has(id)));
  const kept = lines.flatMap((line) => {
    const next = coming.get(line.id);
    coming.delete(line.id);
    if (gone.has(line.id)) return [];
    return [next && next.version >= line.version ? { ...next, original: next.original ?? line.original } : line];
  });
  for (const line of coming.values()) kept.splice(begunAt(kept, line.start) + 1, 0, line);
  return kept;
}
