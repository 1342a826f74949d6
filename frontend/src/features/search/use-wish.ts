/** What is searched, from the address bar and into it. */

import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import { addressOf, type Wish, wishOf } from "@/features/search/query";
import { addressNow } from "@/lib/address";

/** Typing replaces the address, a chosen filter is a step that Back undoes. */
export function useWish() {
  const [address, setAddress] = useSearchParams();
  const wish = useMemo(() => wishOf(address), [address]);
  const setWish = useCallback(
    (changes: Partial<Wish>, replace = false) =>
      setAddress(addressOf({ ...wishOf(addressNow()), ...changes }), { replace, preventScrollReset: true }),
    [setAddress],
  );
  return { wish, setWish };
}
