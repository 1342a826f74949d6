/** The lines of a transcript and what finds words in them: only what is in sight is drawn, so that ten thousand lines scroll as ten. */

import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { useDeferredValue, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "@/components/Notice";
import { FindBox } from "@/features/watch/FindBox";
import type { Schemas } from "@/lib/api";
import type { Line } from "@/lib/lines";
import { LineRow } from "@/features/watch/LineRow";
import classes from "@/features/watch/Transcript.module.css";
import { pickedOf, useLineActs } from "@/features/watch/use-line-acts";
import { useFinding, useFollowing } from "@/features/watch/use-list";
import { usePicking } from "@/features/watch/use-picking";
import type { Playhead } from "@/features/watch/use-playhead";
import type { Selection } from "@/features/watch/use-selection";

type TranscriptProps = {
  video: Schemas["Video"];
  lines: readonly Line[];
  state: "reading" | "growing" | "whole" | Error;
  readAgain: () => void;
  head: Playhead;
  playFrom: (start: number, until?: number) => void;
  selection: Selection;
};

const NO_LINES: readonly Line[] = [];

export function Transcript({ video, lines, state, readAgain, head, playFrom, selection }: TranscriptProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLOListElement>(null);
  const drawn = useDeferredValue(lines, NO_LINES); // after the page around them, so that neither keeps it busy for long
  const following = useFollowing(drawn, drawn.length ? head.line : -1);
  const { rows, scroller, isFollowing, follow, leave, show } = following;
  const showFound = (line: number) => {
    leave();
    setChosen(line);
    show(line);
  };
  const find = useFinding(lines, showFound, following.inSight);
  const focusLine = (index: number) => {
    leave();
    setChosen(index);
    show(index);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-line="${index}"]`)?.focus());
  };
  const acts = useLineActs({ lines, selection, playFrom, focusLine, setChosen });
  const picking = usePicking(lines, selection);
  return (
    <>
      <FindBox {...find.box} />
      <div ref={scroller} className={classes.scroller} onWheel={leave} onTouchMove={leave}>
        <Emptiness state={state} isEmpty={lines.length === 0} readAgain={readAgain} />
        <ol ref={list} className={classes.lines} style={{ height: rows.getTotalSize() }} {...picking}>
          {rows.getVirtualItems().map(({ index, start, key }) => {
            const line = drawn[index];
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
                    picked={pickedOf(line, selection.moment)}
                    finds={find.ranges.get(index)}
                    isFound={find.current === index}
                    isTabStop={index === Math.min(chosen, lines.length - 1)}
                    acts={acts}
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
    </>
  );
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
