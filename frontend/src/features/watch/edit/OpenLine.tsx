/** The line that is being edited: its times, its text, and all that can be done with it. */

import { Text } from "@mantine/core";
import { type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Conflict } from "@/features/watch/edit/Conflict";
import { type Draft, type Standing, shownText } from "@/features/watch/edit/drafts";
import classes from "@/features/watch/edit/Edit.module.css";
import type { Editing } from "@/features/watch/edit/editing";
import { type Act, actOf } from "@/features/watch/edit/keys";
import { LineTimes } from "@/features/watch/edit/LineTimes";
import { LineTools } from "@/features/watch/edit/LineTools";
import type { Way } from "@/features/watch/edit/use-place";
import type { PlayLine } from "@/features/watch/edit/use-play-line";
import { explain } from "@/lib/errors";
import { clock } from "@/lib/format";
import type { Line } from "@/lib/lines";
import type { Moment, Side } from "@/lib/moments";

export type OpenLineProps = {
  line: Line;
  lines: readonly Line[];
  draft: Draft | undefined;
  standing: Standing;
  /** Times that are on their way to be stored. */
  times: Moment | undefined;
  editing: Editing;
  place: Way;
  play: PlayLine;
  player: RefObject<HTMLVideoElement | null>;
  goToDoubt: (way: 1 | -1) => void;
  showHistory: () => void;
};

const NUDGE_SECONDS = 0.1;

export function OpenLine(props: OpenLineProps) {
  const { line, lines, draft, standing, editing, place } = props;
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const text = shownText(draft, line);
  const times = props.times ?? line;
  const acts = useActs(props, field);
  const { focused, caret } = place;
  useEffect(() => {
    const element = field.current;
    if (!element || focused === 0) return;
    element.focus({ preventScroll: true });
    const at = caret ?? element.value.length;
    element.setSelectionRange(at, at);
  }, [focused, caret]);
  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const act = actOf(event.nativeEvent, { from: selectionStart, to: selectionEnd, length: value.length });
    if (!act || (act === "merge" && place.index === 0)) return;
    event.preventDefault();
    acts[act]();
  };
  const label = t("edit.line", { place: place.index + 1, count: lines.length, time: clock(line.start) });
  return (
    <div className={classes.open} role="group" aria-label={label}>
      <div className={classes.grow} data-text={text}>
        <textarea
          ref={field}
          className={classes.field}
          aria-label={label}
          aria-describedby={line.doubtful ? "edit-doubt" : undefined}
          dir="auto"
          rows={1}
          maxLength={Math.max(2000, line.text.length)}
          enterKeyHint="next"
          spellCheck
          value={text}
          onChange={(event) => editing.type(line, event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      {line.doubtful && (
        <Text size="sm" id="edit-doubt">
          {t([`watch.doubtful.${line.doubtful}`, "watch.doubtful.other"])}
        </Text>
      )}
      {standing === "conflict" && <Conflict line={line} text={text} editing={editing} />}
      {standing === "failed" && (
        <Text size="sm" c="var(--mantine-color-error)">
          {explain(t, draft?.error)}
        </Text>
      )}
      <LineTools
        acts={acts}
        isPlaying={props.play.isPlaying}
        isFirst={place.index === 0}
        isDoubtful={Boolean(line.doubtful)}
      />
      <LineTimes
        times={times}
        nudge={(side, seconds) => editing.setTime(line.id, side, (shown) => shown[side] + seconds)}
        here={(side) => (side === "start" ? acts.startHere() : acts.endHere())}
      />
    </div>
  );
}

/** What keys and buttons do with the line. */
function useActs(props: OpenLineProps, field: RefObject<HTMLTextAreaElement | null>): Record<Act, () => void> {
  const { line, lines, draft, times, editing, place, play, player } = props;
  const moment = times ?? line;
  const setHere = (side: Side) => {
    const now = player.current?.currentTime;
    if (now !== undefined) editing.setTime(line.id, side, () => now);
  };
  const nudge = (side: Side, seconds: number) => editing.setTime(line.id, side, (shown) => shown[side] + seconds);
  const store = (next: number) => {
    void editing.save(line.id);
    place.open(next);
  };
  const isLast = place.index === lines.length - 1;
  return {
    next: () => (isLast ? void editing.save(line.id) : store(place.index + 1)),
    previous: () => store(place.index - 1),
    cancel: () => {
      editing.drop(line.id);
      place.close();
    },
    split: () => {
      const at = field.current?.selectionStart ?? 0;
      const text = shownText(draft, line);
      if (!text.slice(0, at).trim() || !text.slice(at).trim()) return; // nothing to split off
      void editing.split(line.id, text, at).then((second) => {
        if (second) place.follow(second, 0);
      });
    },
    merge: () =>
      void editing.merge(line.id).then((merged) => {
        if (merged) place.follow(merged.id, Math.max(0, merged.caret));
      }),
    play: () => play.toggle(moment),
    repeat: () => play.repeat(moment),
    startHere: () => setHere("start"),
    endHere: () => setHere("end"),
    startEarlier: () => nudge("start", -NUDGE_SECONDS),
    startLater: () => nudge("start", NUDGE_SECONDS),
    endEarlier: () => nudge("end", -NUDGE_SECONDS),
    endLater: () => nudge("end", NUDGE_SECONDS),
    nextDoubt: () => props.goToDoubt(1),
    previousDoubt: () => props.goToDoubt(-1),
    confirm: () => {
      void editing.save(line.id).then((isSaved) => {
        if (isSaved && line.doubtful) void editing.confirm(line.id);
      });
      field.current?.focus();
    },
    history: props.showHistory,
  };
}
