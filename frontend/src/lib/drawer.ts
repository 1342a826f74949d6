/** Whether the supercut drawer is open: anything may open it, also a link that ends in #supercut. */

import { useEffect, useSyncExternalStore } from "react";
import { useLocation, useNavigate } from "react-router";

/** Where logging in comes back to. */
export const HASH = "#supercut";

let isOpen = false;
const listeners = new Set<() => void>();

export function setOpen(next: boolean) {
  isOpen = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useIsOpen = () => useSyncExternalStore(subscribe, () => isOpen);

/** Opens the drawer for a link that asks for it, and takes the wish out of the address. */
export function useOpeningLink() {
  const { hash, pathname, search } = useLocation();
  const navigate = useNavigate();
  useEffect(() => {
    if (hash !== HASH) return;
    setOpen(true);
    void navigate(pathname + search, { replace: true, preventScrollReset: true });
  }, [hash, pathname, search, navigate]);
}
