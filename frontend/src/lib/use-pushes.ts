/** Pushes for as long as somebody waits for one. */

import { useEffect, useEffectEvent } from "react";

import { connect, type Push } from "@/lib/socket";

/** Calls `act` for every push while `isWaiting`. A push may be lost: whoever waits also asks from time to time. */
export function usePushes(isWaiting: boolean, act: (push: Push) => void) {
  const onPush = useEffectEvent(act);
  useEffect(() => {
    if (!isWaiting) return undefined;
    return connect({ onPush: (push) => onPush(push), onState: () => undefined });
  }, [isWaiting]);
}
