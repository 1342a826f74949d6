/** Reading search results: page after page, and the further hits of one video. */

import { keepPreviousData, queryOptions, useInfiniteQuery } from "@tanstack/react-query";

import { askedOf, pageAsked, unfinishedWord, type Wish } from "@/features/search/query";
import { api, data, type Schemas } from "@/lib/api";
import type { NewPiece } from "@/lib/basket";
import { keyOf } from "@/lib/query-keys";

export type Hit = Schemas["Hit"];
export type VideoHits = Schemas["VideoHits"];

const MOST_HITS = 100;

/** A page of results, the words that found it, and the word nobody says where those that begin so were looked for. */
export type Found = Schemas["SearchPage"] & { words: string; begun: string | null };

async function pageOf(wish: Wish, number: number, signal: AbortSignal): Promise<Found> {
  const page = await data(api.GET("/api/v1/search", { params: { query: pageAsked(wish, number) }, signal }));
  return { ...page, words: wish.q, begun: null };
}

/** The first page; where nobody says the last word, what is said of the words that begin so. */
async function firstPage(wish: Wish, signal: AbortSignal): Promise<Found> {
  const exact = await pageOf(wish, 1, signal);
  const begun = unfinishedWord(wish.q);
  if (exact.results.length > 0 || begun === null) return exact;
  const page = await pageOf({ ...wish, q: `${wish.q}*` }, 1, signal);
  return page.results.length > 0 ? { ...page, begun, did_you_mean: exact.did_you_mean } : exact;
}

/** Videos with their best hits; the last results stay while the next are on their way. */
export function useResults(wish: Wish) {
  return useInfiniteQuery({
    queryKey: keyOf.results(wish),
    queryFn: ({ pageParam: { words, number }, signal }) =>
      number === 1 ? firstPage(wish, signal) : pageOf({ ...wish, q: words }, number, signal),
    initialPageParam: { words: wish.q, number: 1 },
    getNextPageParam: (page, _pages, { number }) => (page.next ? { words: page.words, number: number + 1 } : undefined),
    enabled: wish.q.trim() !== "",
    placeholderData: keepPreviousData,
  });
}

/** All hits of one video, in the order of relevance. */
export const hitsOfVideo = (wish: Wish, video: string) =>
  queryOptions({
    queryKey: ["search", wish, video],
    queryFn: async ({ signal }) => {
      const query = { ...askedOf(wish, new Date()), video, page_size: MOST_HITS };
      const page = await data(api.GET("/api/v1/search", { params: { query }, signal }));
      return page.results as Hit[];
    },
  });

/** The best hits of a search, whichever videos they are in: as many as a supercut may hold. */
export async function bestHits(wish: Wish): Promise<Hit[]> {
  const query = { ...askedOf(wish, new Date()), page_size: MOST_HITS };
  const page = await data(api.GET("/api/v1/search", { params: { query } }));
  return page.results as Hit[];
}

export const pieceOf = ({ video, start, end, text }: Hit): NewPiece => ({
  video_id: video.id,
  title: video.title,
  text,
  start,
  end,
});
