/** Drawing a part of a view after the rest: two short tasks keep a phone less busy than one long. */

import { startTransition, useEffect, useState } from "react";

/** False in the first drawing, true in the next, which comes once that is seen. */
export function useTurn(): boolean {
  const [isTurn, setTurn] = useState(false);
  useEffect(() => startTransition(() => setTurn(true)), []);
  return isTurn;
}
