/**
 * What the first view needs, asked for before the libraries are here to show it: its words, its code, its first answer.
 *
 * The build keeps this module and what it imports in one small file, which runs first (vite.config.ts).
 */

import * as views from "@/app/views";
import { pageAsked as pageOfLibrary, shownOf } from "@/features/library/shown";
import { pageAsked as pageOfResults, RECENT, wishOf } from "@/features/search/query";
import { addressOf, askEarly } from "@/lib/early";
import { preferred, wordsIn } from "@/lib/language";
import { begin, current } from "@/lib/session";

/** The first answers of the views that a visitor may open by their address, and their code. */
function prepare({ pathname, search }: Location) {
  const query = new URLSearchParams(search);
  const [place, video] = pathname.slice(1).split("/");
  if (place === "watch" && video) {
    void views.watch();
    return [`/api/v1/videos/${video}`, addressOf(`/api/v1/videos/${video}/segments`, { words: true })];
  }
  if (place === "library") {
    void views.library();
    return [addressOf("/api/v1/videos", pageOfLibrary(shownOf(query), 1))];
  }
  if (place) return [];
  const wish = wishOf(query);
  if (!wish.q.trim()) return [addressOf("/api/v1/videos", RECENT)];
  return wish.tab === "all" ? [addressOf("/api/v1/search", pageOfResults(wish, 1))] : [];
}

export const language = preferred();
export const words = wordsIn(language);

const addresses = prepare(window.location);
void begin().then(() => {
  if (current().status === "out") addresses.forEach(askEarly);
});
