/** The words of a line, each by itself with what follows it, so that a pointer can be drawn over them. */

import { Highlighted } from "@/components/Highlighted";
import classes from "@/features/watch/LineRow.module.css";
import type { Range } from "@/lib/highlight";
import { type Line, type Token, tokensOf } from "@/lib/lines";
import type { Moment } from "@/lib/moments";
import { holds } from "@/lib/words";

type LineTextProps = { line: Line; lit: readonly Range[]; picked: Moment | null };

export function LineText({ line, lit, picked }: LineTextProps) {
  const words = line.words ?? [];
  const isPicked = (index: number) => holds(picked, words[index] ?? line);
  const isChosen = ({ words: near }: Token) => (near.length ? near.every(isPicked) : holds(picked, line));
  return joined(tokensOf(line), isChosen).map(({ text, from, words: near, isChosen }) => (
    <span key={from} className={classes.word} data-word={near[0]} data-picked={isChosen}>
      <Highlighted text={text} ranges={lit.map(([begin, end]) => [begin - from, end - from])} />
    </span>
  ));
}

/** A word and what follows it as one piece, where both are chosen or neither is: half as many elements to lay out. */
function joined(tokens: readonly Token[], isChosen: (token: Token) => boolean) {
  const pieces: (Token & { isChosen: boolean })[] = [];
  for (const token of tokens) {
    const [last, next] = [pieces.at(-1), { ...token, isChosen: isChosen(token) }];
    const isOfLast = last?.words[0] === token.words[0] && last?.isChosen === next.isChosen;
    if (last && isOfLast) last.text += token.text;
    else pieces.push(next);
  }
  return pieces;
}
