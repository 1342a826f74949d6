/** Text with its hits lit. */

import { Fragment } from "react";

import { pieces } from "@/lib/highlight";

export function Highlighted({ text, ranges }: { text: string; ranges: readonly (readonly number[])[] }) {
  return pieces(text, ranges).map((piece) =>
    piece.isHit ? <mark key={piece.from}>{piece.text}</mark> : <Fragment key={piece.from}>{piece.text}</Fragment>,
  );
}
