/** What of the library is shown, from the address bar and into it. */

import { useMemo } from "react";
import { useSearchParams } from "react-router";

import { type Shown, shownOf, USUAL } from "@/features/library/shown";
import { addressNow } from "@/lib/address";

export type Show = (changes: Partial<Shown>, replace?: boolean) => void;

export function useShown(): { shown: Shown; show: Show } {
  const [address, setAddress] = useSearchParams();
  const shown = useMemo(() => shownOf(address), [address]);
  const show: Show = (changes, replace = false) => {
    const next = Object.entries({ ...shownOf(addressNow()), ...changes }).filter(
      ([name, value]) => value !== USUAL[name as keyof Shown],
    );
    setAddress(Object.fromEntries(next), { replace, preventScrollReset: true });
  };
  return { shown, show };
}
