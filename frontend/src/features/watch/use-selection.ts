/** The moment that is chosen on the watch page. It stands in the address bar, so that it can be sent and come back to. */

import { useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router";

import { joined, type Moment, read, written } from "@/lib/moments";

const NAME = "clip";
/** Handles that are dragged change the moment at every frame; the address follows when they rest. */
const REST_MS = 250;

export type Selection = {
  moment: Moment | null;
  /** Chooses a moment; further ones extend it. */
  select: (moment: Moment) => void;
  /** Chooses from where the choice began, else from `otherwise`, up to this moment. */
  extend: (moment: Moment, otherwise?: Moment) => void;
  /** Changes the moment by its sides. */
  change: (moment: Moment) => void;
  /** Where a choice would begin: what was last used. */
  mark: (moment: Moment) => void;
  clear: () => void;
};

export function useSelection(): Selection {
  const [address, setAddress] = useSearchParams();
  const [moment, setMoment] = useState(() => read(address.get(NAME)));
  const anchor = useRef(moment);
  const wanted = moment && written(moment);
  useEffect(() => {
    if (address.get(NAME) === wanted) return undefined;
    const timer = setTimeout(() => {
      const next = new URLSearchParams(address);
      if (wanted) next.set(NAME, wanted);
      else next.delete(NAME);
      setAddress(next, { replace: true, preventScrollReset: true });
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [address, setAddress, wanted]);
  const acts = useMemo(() => {
    const choose = (next: Moment | null) => {
      anchor.current = next;
      setMoment(next);
    };
    return {
      select: choose,
      extend: (next: Moment, otherwise = next) => {
        anchor.current ??= otherwise;
        setMoment(joined(anchor.current, next));
      },
      change: choose,
      mark: (next: Moment) => (anchor.current = next),
      clear: () => choose(null),
    };
  }, []);
  return useMemo(() => ({ moment, ...acts }), [moment, acts]);
}
