/**
 * What the first view needs, asked for before the libraries are here to show it: its words, its code, its first answer.
 *
 * The build keeps this module and what it imports in one small file, which runs first (vite.config.ts).
 */

import * as views from "@/app/views";
import { askedOf, pageAsked as pageOfLibrary, shownOf } from "@/features/library/shown";
import { pageAsked as pageOfResults, RECENT, type Wish, wishOf } from "@/features/search/query";
import { addressOf, askEarly, type Early } from "@/lib/early";
import { preferred, wordsIn } from "@/lib/language";
import { keyOf } from "@/lib/query-keys";
import { begin, current } from "@/lib/session";

const whole = (answer: unknown) => answer;
const firstPage = (answer: unknown) => ({ pages: [answer], pageParams: [1] });
const results = (answer: { results: unknown }) => answer.results;

/** The first answers of the views that a visitor may open by their address, and their code. */
function prepare({ pathname, search }: Location): Early[] {
  const query = new URLSearchParams(search);
  const [place, video] = pathname.slice(1).split("/");
  if (place === "watch" && video) {
    void views.watch();
    const address = `/api/v1/videos/${video}`;
    const lines = addressOf(`${address}/segments`, { words: true });
    return [
      { address, key: keyOf.video(video, "out"), kept: whole },
      { address: lines, key: keyOf.lines(video), kept: results },
    ];
  }
  if (place === "library") {
    void views.library();
    const shown = shownOf(query);
    const address = addressOf("/api/v1/videos", pageOfLibrary(shown, 1));
    return [{ address, key: keyOf.library("out", askedOf(shown)), kept: firstPage }];
  }
  return place ? [] : prepareSearch(wishOf(query));
}

function prepareSearch(wish: Wish): Early[] {
  if (!wish.q.trim()) return [{ address: addressOf("/api/v1/videos", RECENT), key: keyOf.recent(), kept: whole }];
  if (wish.tab !== "all") return [];
  const address = addressOf("/api/v1/search", pageOfResults(wish, 1));
  return [{ address, key: keyOf.results(wish), kept: firstPage }];
}

export const language = preferred();
export const words = wordsIn(language);

const firsts = prepare(window.location);
new Worker(new URL("./formats.worker.ts", import.meta.url), { type: "module" }).postMessage(language);
void begin().then(() => {
  if (current().status === "out") firsts.forEach(askEarly);
});
