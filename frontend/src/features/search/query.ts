/** What is searched, and how it stands in the address bar. */

import { type Length, LENGTHS, LIMITS } from "@/lib/lengths";
import type { paths } from "@/types/api";

type Asked = NonNullable<paths["/api/v1/search"]["get"]["parameters"]["query"]>;

export const DATES = ["any", "day", "week", "month", "year"] as const;
export const TABS = ["all", "videos", "channels"] as const;
export const MODES = ["text", "semantic"] as const;
export type Tab = (typeof TABS)[number];
export type Age = (typeof DATES)[number];
export type Wish = {
  q: string;
  tab: Tab;
  language: string;
  platform: string;
  channel: string;
  date: Age;
  length: Length;
  ordering: "relevance" | "newest";
  mode: (typeof MODES)[number];
};
export type Change = (changes: Partial<Wish>) => void;
export const USUAL: Wish = {
  q: "",
  tab: "all",
  language: "",
  platform: "",
  channel: "",
  date: "any",
  length: "any",
  ordering: "relevance",
  mode: "text",
};

/** The newest videos, before anything is typed. */
export const RECENT = { status: "ready", page_size: 12 } as const;
const DAYS: Record<Age, number> = { any: 0, day: 1, week: 7, month: 31, year: 366 };

const oneOf = <T extends string>(known: readonly T[], value: string | null): T =>
  known.find((name) => name === value) ?? (known[0] as T);

/** The wish that an address stands for; odd values count as left out. */
export function wishOf(address: URLSearchParams): Wish {
  return {
    q: address.get("q") ?? "",
    tab: oneOf(TABS, address.get("tab")),
    platform: /^[\w-]+$/.exec(address.get("platform") ?? "")?.[0] ?? "",
    channel: address.get("channel") ?? "",
    language: /^[a-z]{2,3}$/.exec(address.get("language") ?? "")?.[0] ?? "",
    date: oneOf(DATES, address.get("date")),
    length: oneOf(LENGTHS, address.get("length")),
    ordering: oneOf(["relevance", "newest"], address.get("ordering")),
    mode: oneOf(MODES, address.get("mode")),
  };
}

/** The query of an address; what is usual is left out. */
export function addressOf(wish: Wish): Record<string, string> {
  return Object.fromEntries(Object.entries(wish).filter(([name, value]) => value !== USUAL[name as keyof Wish]));
}

/** The parameters of the API; `today` is the day that "the last week" counts back from. */
export function askedOf(wish: Wish, today: Date): Asked {
  const after = new Date(today.getTime() - DAYS[wish.date] * 86_400_000).toISOString().slice(0, 10);
  return {
    q: wish.q,
    ordering: wish.ordering,
    ...LIMITS[wish.length],
    ...(wish.platform && { platform: wish.platform }),
    ...(wish.channel && { channel: wish.channel }),
    ...(wish.language && { language: wish.language }),
    ...(wish.date !== "any" && { after }),
    ...(wish.mode !== "text" && { mode: wish.mode }),
  };
}

/** Three letters at least that end a search, outside quotes, and not what it leaves out. */
const UNFINISHED = /(?:^|[\s(])([^\s"()*-]{3,})$/;

/** The last word of a search, as long as it may go on: it is perhaps half typed. Else null. */
export function unfinishedWord(words: string): string | null {
  const isInQuotes = (words.split('"').length - 1) % 2 === 1;
  return isInQuotes ? null : (UNFINISHED.exec(words)?.[1] ?? null);
}

/** One page of the results, video by video. */
export const pageAsked = (wish: Wish, page: number) => ({
  ...askedOf(wish, new Date()),
  group: "video" as const,
  page,
});
