/** Text cut into plain and highlighted pieces. Text stays text: React escapes every piece. */

export type Piece = { text: string; isHit: boolean; from: number };
export type Range = readonly [from: number, to: number];

/** Pieces of `text` for ranges in UTF-16 code units. Overlapping, empty and odd ranges are tolerated. */
export function pieces(text: string, ranges: readonly (readonly number[])[]): Piece[] {
  const found: Piece[] = [];
  let done = 0;
  for (const [from, to] of sorted(text, ranges)) {
    const start = Math.max(from, done);
    if (to <= start) continue;
    if (start > done) found.push({ text: text.slice(done, start), isHit: false, from: done });
    found.push({ text: text.slice(start, to), isHit: true, from: start });
    done = to;
  }
  if (done < text.length || found.length === 0) found.push({ text: text.slice(done), isHit: false, from: done });
  return found;
}

function sorted(text: string, ranges: readonly (readonly number[])[]): Range[] {
  return ranges
    .map(([from = 0, to = 0]): Range => [Math.max(0, from), Math.min(text.length, to)])
    .sort((one, other) => one[0] - other[0]);
}

/** Where `words` occur in `text`, whatever their case; none for an empty search. */
export function occurrences(text: string, words: string): Range[] {
  const wanted = words.trim();
  if (!wanted) return [];
  const pattern = new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"), "giv");
  return Array.from(text.matchAll(pattern), (match): Range => [match.index, match.index + match[0].length]);
}
