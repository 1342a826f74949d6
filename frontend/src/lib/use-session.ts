/** The session in components. */

import { useSyncExternalStore } from "react";

import { current, subscribe, type User } from "@/lib/session";

export const useSession = () => useSyncExternalStore(subscribe, current);

/** Who is signed in, null while nobody is or it is not known yet. */
export function useUser(): User | null {
  const session = useSession();
  return session.status === "in" ? session.user : null;
}
