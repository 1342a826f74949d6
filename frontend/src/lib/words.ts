/** The words of a video in time: where a moment may begin and end without cutting one. */

import { begunAt, type Line, wordRanges } from "@/lib/lines";
import { type Moment, type Side } from "@/lib/moments";

export type Word = Moment & { text: string };

/** How near, in seconds of silence, the border of a word draws a moment's side to itself. */
const DRAWN_SECONDS = 0.25;
/** How far a side steps where no word is near. */
const STEP_SECONDS = 1;
const SAME = 0.001;

/** All words in order; a line whose words have no times counts as one. */
export const wordsOf = (lines: readonly Line[]): Word[] =>
  lines
    .flatMap((line): Word[] => (line.words?.length ? line.words : [line]))
    .filter(({ start, end }) => start < end)
    .sort((one, other) => one.start - other.start);

/** The moment of a line: from its first word to its last. */
export function momentOf(line: Pick<Line, "start" | "end" | "words">): Moment {
  const words = (line.words ?? []).filter(({ start, end }) => start < end);
  if (!words.length) return { start: line.start, end: line.end };
  return { start: Math.min(...words.map(({ start }) => start)), end: Math.max(...words.map(({ end }) => end)) };
}

/** `time`, moved out of the word it would cut, or to the border of one beside it: starts to starts, ends to ends. */
export function snapped(words: readonly Word[], side: Side, time: number): number {
  const at = begunAt(words, time);
  const near = words.slice(Math.max(0, at - 2), at + 3);
  const border = nearest(near, side, time);
  if (border === undefined) return time;
  const isCut = near.some(({ start, end }) => start < time && time < end);
  return isCut || Math.abs(border - time) <= DRAWN_SECONDS ? border : time;
}

const nearest = (words: readonly Word[], side: Side, time: number) =>
  words
    .map((word) => word[side])
    .sort((one, other) => Math.abs(one - time) - Math.abs(other - time))
    .at(0);

/** The side after so many words more or, below zero, fewer; a second for each where no word is within one. */
export function stepped(words: readonly Word[], side: Side, time: number, steps: number): number {
  const way = Math.sign(steps);
  const sides = words.map((word) => word[side]).sort((one, other) => one - other);
  let at = time;
  for (let left = Math.abs(steps); left > 0; left -= 1) {
    const next = way > 0 ? sides.find((other) => other > at + SAME) : sides.findLast((other) => other < at - SAME);
    at = next === undefined || Math.abs(next - at) > 2 * STEP_SECONDS ? at + way * STEP_SECONDS : next;
  }
  return at;
}

/** Whether a moment holds a word: its middle lies inside. */
export const holds = (moment: Moment | null, word: Moment): boolean =>
  moment !== null && moment.start <= (word.start + word.end) / 2 && (word.start + word.end) / 2 <= moment.end;

/** What is said in a moment. Words of engines bring their own spaces, or the language has none. */
export function saidIn(lines: readonly Line[], moment: Moment): string {
  const first = Math.max(0, begunAt(lines, moment.start) - 1);
  const said: string[] = [];
  for (const line of lines.slice(first)) {
    if (line.start > moment.end) break;
    const words = line.words ?? [];
    if (words.every((word) => holds(moment, word)) && (words.length || holds(moment, line))) said.push(line.text);
    else said.push(partOf(line, moment));
  }
  return said.filter(Boolean).join(" ");
}

/** The piece of a line's text from the first to the last word of a moment. */
function partOf(line: Line, moment: Moment): string {
  const ranges = wordRanges(line).filter((range, index) => range && holds(moment, (line.words ?? [])[index] as Moment));
  const [from, to] = [ranges[0]?.[0], ranges.at(-1)?.[1]];
  return from === undefined ? "" : line.text.slice(from, to);
}
