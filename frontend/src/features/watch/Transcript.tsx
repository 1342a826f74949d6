/** The transcript beside the player: only what is in sight is drawn, so that ten thousand lines scroll as ten. */

import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "@/components/Notice";
import { FindBox } from "@/features/watch/FindBox";
import { findIn, type Line } from "@/lib/lines";
import { LineRow } from "@/features/watch/LineRow";
import classes from "@/features/watch/Transcript.module.css";
import type { Playhead } from "@/features/watch/use-playhead";
import page from "@/features/watch/WatchPage.module.css";

const LINE_PX = 64;

type TranscriptProps = {
  video: string;
  lines: readonly Line[];
  state: "reading" | "growing" | "whole" | Error;
  readAgain: () => void;
  head: Playhead;
  playFrom: (start: number, until?: number) => void;
};

export function Transcript({ video, lines, state, readAgain, head, playFrom }: TranscriptProps) {
  const { t } = useTranslation();
  const [words, setWords] = useState("");
  const [place, setPlace] = useState(0);
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLOListElement>(null);
  const finds = useMemo(() => findIn(lines, words), [lines, words]);
  const ranges = useMemo(() => new Map(finds.map((find) => [find.line, find.ranges])), [finds]);
  const { rows, scroller, isFollowing, follow, leave, show } = useFollowing(lines, head.line);

  const goTo = (next: number) => {
    const number = finds.length ? (next + finds.length) % finds.length : 0;
    setPlace(number);
    const line = finds[number]?.line;
    if (line === undefined) return;
    leave();
    setChosen(line);
    show(line);
  };
  const focusLine = (index: number) => {
    const next = Math.min(lines.length - 1, Math.max(0, index));
    leave();
    setChosen(next);
    show(next);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-line="${next}"]`)?.focus());
  };
  return (
    <section className={`${page.transcript} ${classes.panel}`} aria-label={t("watch.transcript")}>
      <FindBox
        words={words}
        onWords={(next) => {
          setWords(next);
          setPlace(0);
          const [first] = findIn(lines, next);
          if (!first) return;
          leave();
          show(first.line);
        }}
        place={place}
        count={finds.length}
        goTo={goTo}
      />
      <div ref={scroller} className={classes.scroller} onWheel={leave} onTouchMove={leave}>
        <Emptiness state={state} isEmpty={lines.length === 0} readAgain={readAgain} />
        <ol ref={list} className={classes.lines} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start, key }) => {
            const line = lines[index];
            return (
              line && (
                <li
                  key={key}
                  ref={rows.measureElement}
                  data-index={index}
                  className={classes.item}
                  style={{ transform: `translateY(${start}px)` }}
                  aria-setsize={lines.length}
                  aria-posinset={index + 1}
                >
                  <LineRow
                    video={video}
                    line={line}
                    index={index}
                    word={head.line === index ? head.word : null}
                    finds={ranges.get(index)}
                    isFound={finds[place]?.line === index}
                    isTabStop={index === Math.min(chosen, lines.length - 1)}
                    playFrom={playFrom}
                    move={focusLine}
                    choose={setChosen}
                  />
                </li>
              )
            );
          })}
        </ol>
        {state === "growing" && (
          <Text c="dimmed" p="md" role="status">
            {t("watch.growing")}
          </Text>
        )}
      </div>
      {!isFollowing && head.line >= 0 && (
        <Button className={classes.follow} h={44} onClick={follow}>
          {t("watch.follow")}
        </Button>
      )}
    </section>
  );
}

/** Keeps the spoken line in sight until the person scrolls away. */
function useFollowing(lines: readonly Line[], current: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are read anew at every render here
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan: 8,
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
  };
}

type EmptinessProps = { state: TranscriptProps["state"]; isEmpty: boolean; readAgain: () => void };

function Emptiness({ state, isEmpty, readAgain }: EmptinessProps) {
  const { t } = useTranslation();
  if (!isEmpty) return null;
  if (state instanceof Error) return <Failure error={state} retry={readAgain} />;
  if (state === "whole") {
    return (
      <Text c="dimmed" p="md">
        {t("watch.noWords")}
      </Text>
    );
  }
  return (
    <Stack p="md" aria-busy="true">
      {[90, 70, 85, 60, 80].map((width) => (
        <Skeleton key={width} height={20} width={`${width}%`} />
      ))}
    </Stack>
  );
}
