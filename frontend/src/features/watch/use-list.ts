/** The list of lines: what is looked for in it, and which part of it is in sight. */

import {
  defaultRangeExtractor,
  elementScroll,
  measureElement,
  useVirtualizer,
  type Virtualizer,
} from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";

import { findIn, type Line } from "@/lib/lines";

const LINE_PX = 64;

/** What is looked for, where it is found, and which of the places is looked at: first the next after what is in sight. */
export function useFinding(lines: readonly Line[], show: (line: number) => void, inSight: () => number) {
  const begun = useRef(0);
  const [words, setWords] = useState("");
  const [place, setPlace] = useState(0);
  const finds = useMemo(() => findIn(lines, words), [lines, words]);
  const ranges = useMemo(() => new Map(finds.map((find) => [find.line, find.ranges])), [finds]);
  const goTo = (next: number) => {
    const number = finds.length ? (next + finds.length) % finds.length : 0;
    setPlace(number);
    if (finds[number]) show(finds[number].line);
  };
  const onWords = (next: string) => {
    if (!words.trim()) begun.current = inSight();
    const found = findIn(lines, next);
    const first = Math.max(
      0,
      found.findIndex(({ line }) => line >= begun.current),
    );
    setWords(next);
    setPlace(first);
    if (found[first]) show(found[first].line);
  };
  return { box: { words, onWords, place, count: finds.length, goTo }, ranges, current: finds[place]?.line };
}

/** A line's height once the browser has laid it out by itself, in the same frame: asking before would force it to. */
function heightOf(line: Element, entry: ResizeObserverEntry | undefined, rows: Virtualizer<HTMLDivElement, Element>) {
  if (entry) return measureElement(line, entry, rows);
  const index = rows.indexFromElement(line);
  return rows.itemSizeCache.get(rows.options.getItemKey(index)) ?? rows.options.estimateSize(index);
}

/** The list's size, as the browser finds it when it lays the page out: asking before would force it to. */
function observeSize(
  { scrollElement }: Virtualizer<HTMLDivElement, Element>,
  tell: (size: { width: number; height: number }) => void,
) {
  if (!scrollElement) return undefined;
  const observer = new ResizeObserver(([entry]) => {
    if (entry) tell({ width: Math.round(entry.contentRect.width), height: Math.round(entry.contentRect.height) });
  });
  observer.observe(scrollElement);
  return () => observer.disconnect();
}

/** Keeps the spoken line in sight until the person scrolls away. The line `kept` stays drawn also out of sight. */
export function useFollowing(lines: readonly Line[], current: number, kept = -1) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are read anew at every render here
  const rows = useVirtualizer({
    count: lines.length,
    enabled: lines.length > 0, // until then it need not look at the page, which is not laid out yet
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    getItemKey: (index) => lines[index]?.id ?? index,
    initialRect: { width: 0, height: screen.height }, // until it is measured: the first drawing has lines already
    measureElement: heightOf,
    observeElementRect: observeSize,
    scrollToFn: (offset, options, list) => {
      if (offset === 0 && list.scrollOffset === 0) return; // a new list is there; scrolling, too, would force a layout
      elementScroll(offset, options, list);
    },
    overscan: 8,
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range);
      if (kept < 0 || kept >= lines.length || inSight.includes(kept)) return inSight;
      return [...inSight, kept].sort((one, other) => one - other);
    },
  });
  const show = (line: number) => rows.scrollToIndex(line, { align: "center" });
  useEffect(() => {
    if (isFollowing && current >= 0) rows.scrollToIndex(current, { align: "center" });
  }, [isFollowing, current, rows]);
  return {
    rows,
    scroller,
    isFollowing,
    follow: () => setFollowing(true),
    leave: () => setFollowing(false),
    show,
    /** The first line in sight. */
    inSight: () => rows.range?.startIndex ?? 0,
  };
}
