/** Answers that were asked for before the app was here to ask. Visitors' only: such requests carry no token. */

import { pictureAt } from "@/lib/first-picture";

/** After this it is no longer the page's first moment, and what is asked for is wanted as it is then. */
const FRESH_MS = 10_000;
/** The first rendering waits so long for them: a skeleton would only flash. */
const PATIENCE_MS = 300;

type Query = Readonly<Record<string, string | number | boolean>>;

/** What is asked, and how the app keeps the answer (lib/query-keys.ts). */
export type Early = { address: string; key: readonly unknown[]; kept: (answer: never) => unknown };

const asked = new Map<string, { early: Early; answer: Promise<Response | null> }>();

/** The address of a request as the API's client writes it. */
export function addressOf(path: string, query: Query): string {
  const words = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${path}?${words.join("&")}`;
}

export function askEarly(early: Early) {
  const answer = fetch(early.address).catch(() => null);
  asked.set(early.address, { early, answer });
  void answer.then(fetchPictureOf).catch(() => undefined); // an answer that is cut short: whoever asks is told
}

const fetchPictureOf = async (answer: Response | null) =>
  answer?.ok && fetchPicture((await answer.clone().json()) as Answer);

type Pictured = { thumbnail_url?: string | null };
type Answer = Pictured & { results?: (Pictured & { video?: Pictured })[] };

/** The picture of the first video in an answer, which the view will show. */
function fetchPicture(answer: Answer) {
  const first = answer.results?.[0] ?? answer;
  const { thumbnail_url: address } = ("video" in first && first.video) || first;
  if (!address) return;
  const picture = new Image();
  picture.fetchPriority = "high";
  picture.src = pictureAt(address);
}

/** Hands over the early answers as they come. Resolves when all are here, or it would be too long to wait for them. */
export async function takeAllEarly(keep: (key: readonly unknown[], kept: unknown) => void): Promise<void> {
  const all = [...asked.values()].map(async ({ early, answer }) => {
    const found = await answer;
    if (!found?.ok || !asked.delete(early.address)) return; // a refusal is for whoever asks
    keep(early.key, early.kept((await found.json()) as never));
  });
  const enough = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([Promise.allSettled(all), enough]);
}

/** The early answer to a request, once; null where there is none, or where none came. */
export async function takeEarly(request: Request): Promise<Response | null> {
  const { pathname, search } = new URL(request.url);
  const address = pathname + search;
  const found = asked.get(address);
  if (!found || request.method !== "GET") return null;
  asked.delete(address);
  return performance.now() < FRESH_MS ? found.answer : null;
}
