/** Answers that were asked for before the app was here to ask. Visitors' only: such requests carry no token. */

/** After this it is no longer the page's first moment, and what is asked for is wanted as it is then. */
const FRESH_MS = 10_000;

const answers = new Map<string, Promise<Response | null>>();

type Query = Readonly<Record<string, string | number | boolean>>;

/** The address of a request as the API's client writes it. */
export function addressOf(path: string, query: Query): string {
  const words = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${path}?${words.join("&")}`;
}

export function askEarly(address: string) {
  const answer = fetch(address).catch(() => null);
  answers.set(address, answer);
  void answer.then(async (found) => {
    if (found?.ok) fetchPicture((await found.clone().json()) as Answer);
  });
}

type Pictured = { thumbnail_url?: string | null };
type Answer = Pictured & { results?: (Pictured & { video?: Pictured })[] };

/** The picture of the first video in an answer, which the view will show. */
function fetchPicture(answer: Answer) {
  const first = answer.results?.[0] ?? answer;
  const { thumbnail_url: address } = ("video" in first && first.video) || first;
  if (address) new Image().src = address;
}

/** The early answer to a request, once; null where there is none, or where none came. */
export async function takeEarly(request: Request): Promise<Response | null> {
  const { pathname, search } = new URL(request.url);
  const address = pathname + search;
  const answer = answers.get(address);
  if (!answer || request.method !== "GET") return null;
  answers.delete(address);
  return performance.now() < FRESH_MS ? answer : null;
}
