/** What of the library is shown, and how it stands in the address bar. */

import { useMemo } from "react";
import { useSearchParams } from "react-router";

export const ORDERINGS = ["-created_at", "-published_at", "title", "duration", "-duration"] as const;
export const NAMES = ["search", "owner", "language", "ordering"] as const;
export type Shown = Record<(typeof NAMES)[number], string>;

/** What an address stands for; odd values count as left out. */
export function shownOf(address: URLSearchParams): Shown {
  const ordering = ORDERINGS.find((known) => known === address.get("ordering")) ?? ORDERINGS[0];
  return {
    search: address.get("search") ?? "",
    owner: address.get("owner") === "me" ? "me" : "",
    language: /^[a-z]{2,3}$/.exec(address.get("language") ?? "")?.[0] ?? "",
    ordering,
  };
}

export function useShown() {
  const [address, setAddress] = useSearchParams();
  const shown = useMemo(() => shownOf(address), [address]);
  const show = (changes: Partial<Shown>, replace = false) => {
    const next = Object.entries({ ...shown, ...changes }).filter(([, value]) => value && value !== ORDERINGS[0]);
    setAddress(Object.fromEntries(next), { replace, preventScrollReset: true });
  };
  return { shown, show };
}
