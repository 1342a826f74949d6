/** What a search that is being typed may become. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, data } from "@/lib/api";

const MOST_WORDS = 6;
const MOST_TITLES = 3;
const SHORTEST = 2;
/** The word at the end, where completions begin; none inside quotes or after a space. */
const LAST_WORD = /[^\s"()*-]+$/;

export type Suggestion = { key: string; text: string; video: string | null };

/** The typed text with its last word completed. */
export const completed = (typed: string, word: string) => typed.replace(LAST_WORD, "") + word;

/** Whole searches to go on with, then videos to go to. What is there already is no suggestion. */
export function suggestionsFor(
  typed: string,
  { words, videos }: { words: readonly string[]; videos: readonly { id: string; title: string }[] },
): Suggestion[] {
  const searches = words.map((word) => completed(typed, word)).filter((text) => text !== typed);
  return [
    ...searches.slice(0, MOST_WORDS).map((text) => ({ key: `w ${text}`, text, video: null })),
    ...videos.slice(0, MOST_TITLES).map(({ id, title }) => ({ key: `v ${id}`, text: title, video: id })),
  ];
}

/** Of completions for what was typed a moment ago, those that go on from what is typed now. */
export const stillFitting = (words: readonly string[], last: string) =>
  words.filter((word) => word.toLowerCase().startsWith(last.toLowerCase()));

const EMPTY = { words: [], videos: [] };

export function useSuggestions(typed: string): Suggestion[] {
  const last = LAST_WORD.exec(typed)?.[0] ?? "";
  const isOpenQuote = (typed.split('"').length - 1) % 2 === 1;
  const enabled = last.length >= SHORTEST && !isOpenQuote;
  const found = useQuery({
    queryKey: ["suggest", typed],
    queryFn: ({ signal }) => data(api.GET("/api/v1/search/suggest", { params: { query: { q: typed } }, signal })),
    enabled,
    placeholderData: keepPreviousData,
  });
  if (!enabled || !found.data) return suggestionsFor(typed, EMPTY);
  if (!found.isPlaceholderData) return suggestionsFor(typed, found.data);
  return suggestionsFor(typed, { words: stillFitting(found.data.words, last), videos: [] });
}
