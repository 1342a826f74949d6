/**
 * What the first view needs, asked for before the libraries are here to show it: its words, its code, its first answer.
 *
 * The build keeps this module and what it imports in one small file, which runs first (vite.config.ts).
 */

import * as views from "@/app/views";
import { askedOf, forVisitor, pageAsked as pageOfLibrary, shownOf } from "@/features/library/shown";
import { pageAsked as pageOfResults, RECENT, type Wish, wishOf } from "@/features/search/query";
import { addressOf, askEarly, type Early } from "@/lib/early";
import { preferred, wordsIn } from "@/lib/language";
import { keyOf } from "@/lib/query-keys";
import { begin, current } from "@/lib/session";

const whole = (answer: unknown) => answer;
const firstPage = (answer: unknown) => ({ pages: [answer], pageParams: [1] });
const results = (answer: { results: unknown }) => answer.results;
/** As features/search/results.ts keeps it; where nothing was found, that asks for more. */
const firstFound = (words: string) => (answer: { results: unknown[] }) =>
  answer.results.length > 0
    ? { pages: [{ ...answer, words, begun: null }], pageParams: [{ words, number: 1 }] }
    : undefined;

const [place, video] = window.location.pathname.slice(1).split("/");

/** The code of the view, where that is not the search: the app brings that itself. It asks again, and tells. */
function fetchView() {
  const view = { watch: views.watch, library: views.library }[place ?? ""];
  view?.().catch(() => undefined);
}

/** The first answers of the views that a visitor may open by their address. */
function answersFor(query: URLSearchParams): Early[] {
  if (place === "watch" && video) {
    const address = `/api/v1/videos/${video}`;
    const lines = addressOf(`${address}/segments`, { words: true });
    return [
      { address, key: keyOf.video(video, "out"), kept: whole },
      { address: lines, key: keyOf.lines(video), kept: results },
    ];
  }
  if (place === "library") {
    const shown = forVisitor(shownOf(query));
    const address = addressOf("/api/v1/videos", pageOfLibrary(shown, 1));
    return [{ address, key: keyOf.library("out", askedOf(shown)), kept: firstPage }];
  }
  return place ? [] : prepareSearch(wishOf(query));
}

function prepareSearch(wish: Wish): Early[] {
  if (!wish.q.trim()) return [{ address: addressOf("/api/v1/videos", RECENT), key: keyOf.recent(), kept: whole }];
  if (wish.tab !== "all") return [];
  const address = addressOf("/api/v1/search", pageOfResults(wish, 1));
  return [{ address, key: keyOf.results(wish), kept: firstFound(wish.q) }];
}

export const language = preferred();
export const words = wordsIn(language);

const makeFormats = () =>
  new Worker(new URL("./formats.worker.ts", import.meta.url), { type: "module" }).postMessage(language);

void begin().then(() => {
  if (current().status === "out") answersFor(new URLSearchParams(window.location.search)).forEach(askEarly);
});
for (const step of [fetchView, makeFormats]) setTimeout(step); // each keeps a phone busy for a moment
