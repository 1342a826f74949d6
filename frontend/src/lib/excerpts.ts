/** What a list shows of a moment: few words before the first that was asked for, so that it is seen on a phone, too. */

import { firstWords, lastWords } from "@/lib/format";

type Moment = { before: string; text: string; highlight: readonly (readonly number[])[]; after: string };

const LEAD = 60;
const SHORTEST_LEAD = 12;
const PASSAGE = 240;

/**
 * The moment with its neighbours cut short, and its own beginning where what was asked for comes late in it. Of a
 * passage that holds no such word, found by its meaning, how it begins.
 */
export function excerpt({ before, text, highlight, after }: Moment): Moment {
  if (highlight.length === 0) return { before: "", text: firstWords(text, PASSAGE), highlight, after: "" };
  const first = Math.min(...highlight.map(([from = 0]) => from));
  const room = LEAD - first;
  const near = { before: room < SHORTEST_LEAD ? "" : lastWords(before, room), after: firstWords(after) };
  if (room >= 0) return { ...near, text, highlight };
  const lead = lastWords(text.slice(0, first), LEAD);
  const moved = highlight.map((range) => range.map((at) => at - first + lead.length));
  return { ...near, text: lead + text.slice(first), highlight: moved };
}
