/** The words of a line, each by itself, so that a pointer can be drawn over them. */

import { Highlighted } from "@/components/Highlighted";
import classes from "@/features/watch/LineRow.module.css";
import type { Range } from "@/lib/highlight";
import { type Line, tokensOf } from "@/lib/lines";
import type { Moment } from "@/lib/moments";
import { holds } from "@/lib/words";

type LineTextProps = { line: Line; lit: readonly Range[]; picked: Moment | null };

export function LineText({ line, lit, picked }: LineTextProps) {
  const words = line.words ?? [];
  const isPicked = (index: number) => holds(picked, words[index] ?? line);
  return tokensOf(line).map(({ text, from, words: near }) => (
    <span
      key={from}
      className={classes.word}
      data-word={near[0]}
      data-picked={near.length ? near.every(isPicked) : holds(picked, line)}
    >
      <Highlighted text={text} ranges={lit.map(([begin, end]) => [begin - from, end - from])} />
    </span>
  ));
}
