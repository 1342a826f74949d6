/** What of the library is shown, and how it stands in the address bar. */

import { type Length, LENGTHS, LIMITS } from "@/lib/lengths";
import type { paths } from "@/types/api";

type Asked = NonNullable<paths["/api/v1/videos"]["get"]["parameters"]["query"]>;

export const ORDERINGS = ["-created_at", "-published_at", "title", "duration", "-duration"] as const;
export type Shown = {
  search: string;
  owner: string;
  language: string;
  platform: string;
  channel: string;
  length: Length;
  ordering: (typeof ORDERINGS)[number];
  view: "grid" | "list";
};

export const USUAL: Shown = {
  search: "",
  owner: "",
  language: "",
  platform: "",
  channel: "",
  length: "any",
  ordering: "-created_at",
  view: "grid",
};

const PAGE = 24;
const LANGUAGE = /^[a-z]{2,3}$/;
const NAME = /^[\w-]+$/;

/** What an address stands for; odd values count as left out. */
export function shownOf(address: URLSearchParams): Shown {
  const text = (name: string) => address.get(name) ?? "";
  const matching = (name: string, pattern: RegExp) => (pattern.test(text(name)) ? text(name) : "");
  const oneOf = <T extends string>(known: readonly [T, ...T[]], name: string) =>
    known.find((value) => value === text(name)) ?? known[0];
  return {
    search: text("search"),
    owner: oneOf(["", "me"], "owner"),
    language: matching("language", LANGUAGE),
    platform: matching("platform", NAME),
    channel: text("channel"),
    length: oneOf(LENGTHS, "length"),
    ordering: oneOf(ORDERINGS, "ordering"),
    view: oneOf(["grid", "list"], "view"),
  };
}

/** For somebody without an account: there are no videos of one's own. */
export const forVisitor = (shown: Shown): Shown => ({ ...shown, owner: "" });

/** The parameters of the API. */
export function askedOf(shown: Shown): Asked {
  const { length, search, owner, language, platform, channel, ordering } = shown;
  const named = Object.entries({ search, owner, language, platform, channel, ordering });
  return { ...Object.fromEntries(named.filter(([, value]) => value)), ...LIMITS[length] };
}

/** Whether fewer than all videos are asked for. */
export const isNarrowed = ({ search, language, platform, channel, length }: Shown) =>
  Boolean(search || language || platform || channel || length !== "any");

const FILTERS = ["owner", "language", "platform", "channel", "length", "ordering"] as const;

/** How many filters are set, the order among them. */
export const countInUse = (shown: Shown) => FILTERS.filter((name) => shown[name] !== USUAL[name]).length;

/** One page of them. */
export const pageAsked = (shown: Shown, page: number): Asked => ({ ...askedOf(shown), page, page_size: PAGE });
