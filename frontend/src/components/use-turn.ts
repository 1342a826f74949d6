/** Drawing a part of a view after the rest: two short tasks keep a phone less busy than one long. */

import { startTransition, useEffect, useState } from "react";

/** False in the first drawing, true in the next, which comes once that is seen and `before` is done. */
export function useTurn(before?: Promise<void>): boolean {
  const [isTurn, setTurn] = useState(false);
  useEffect(() => void Promise.resolve(before).then(() => startTransition(() => setTurn(true))), [before]);
  return isTurn;
}
