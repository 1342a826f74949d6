/** One line: its time and words. A press plays from there; the one in use offers more. */

import { Button, Group } from "@mantine/core";
import { IconLink, IconPlayerTrackNext, IconScissors } from "@tabler/icons-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { AddToSupercut } from "@/components/AddToSupercut";
import { CopyButton } from "@/components/CopyButton";
import { DoubtMark } from "@/features/watch/DoubtMark";
import classes from "@/features/watch/LineRow.module.css";
import { LineText } from "@/features/watch/LineText";
import type { Schemas } from "@/lib/api";
import { clock } from "@/lib/format";
import type { Range } from "@/lib/highlight";
import { type Line, wordRanges } from "@/lib/lines";
import type { Moment } from "@/lib/moments";
import { momentOf } from "@/lib/words";

export type LineActs = {
  playFrom: (start: number, until?: number) => void;
  /** Puts the focus on a line so many steps away; `isExtending` chooses up to there. */
  move: (index: number, step: number, isExtending: boolean) => void;
  /** A press: plays, or chooses up to here. */
  press: (index: number, how: { isShift: boolean; isTouch: boolean }) => void;
  /** Chooses so many words more, or fewer. */
  stepWords: (index: number, steps: number) => void;
  clip: (index: number) => void;
};

type LineRowProps = {
  video: Schemas["Video"];
  line: Line;
  index: number;
  /** The word spoken now, null while another line is. */
  word: number | null;
  /** What is chosen, null where nothing of this line is. */
  picked: Moment | null;
  finds: Range[] | undefined;
  isFound: boolean;
  isTabStop: boolean;
  acts: LineActs;
};

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
const WORD_STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

export const LineRow = memo(function LineRow({ line, index, word, finds, isTabStop, acts, ...props }: LineRowProps) {
  const isSpoken = word !== null;
  const spoken = isSpoken && !finds ? wordRanges(line)[word] : null;
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = STEPS[event.key];
    const words = event.shiftKey ? WORD_STEPS[event.key] : undefined;
    if (!step && !words) return;
    event.preventDefault();
    if (step) acts.move(index, step, event.shiftKey);
    if (words) acts.stepWords(index, words);
  };
  return (
    <div className={classes.row} data-spoken={isSpoken} data-found={props.isFound} data-chosen={isTabStop}>
      <button
        type="button"
        className={classes.line}
        data-line={index}
        tabIndex={isTabStop ? 0 : -1}
        aria-current={isSpoken || undefined}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const isTouch = (event.nativeEvent as PointerEvent).pointerType === "touch";
          acts.press(index, { isShift: event.shiftKey, isTouch });
        }}
      >
        <span className={classes.time}>{clock(line.start)}</span>
        <span dir="auto">
          <LineText line={line} lit={finds ?? (spoken ? [spoken] : [])} picked={props.picked} />
        </span>
        {line.doubtful && <DoubtMark reason={line.doubtful} />}
      </button>
      {isTabStop && <LineActions video={props.video} line={line} index={index} acts={acts} />}
    </div>
  );
});

type LineActionsProps = Pick<LineRowProps, "video" | "line" | "index" | "acts">;

function LineActions({ video, line, index, acts }: LineActionsProps) {
  const { t } = useTranslation();
  const piece = { video_id: video.id, title: video.title, text: line.text, ...momentOf(line) };
  return (
    <Group gap={0} className={classes.actions}>
      <Button
        variant="subtle"
        size="sm"
        h={44}
        px={8}
        leftSection={<IconPlayerTrackNext size={16} aria-hidden />}
        onClick={() => acts.playFrom(line.start, line.end)}
      >
        {t("watch.playLine")}
      </Button>
      <Button
        variant="subtle"
        size="sm"
        h={44}
        px={8}
        leftSection={<IconScissors size={16} aria-hidden />}
        onClick={() => acts.clip(index)}
      >
        {t("clip.make")}
      </Button>
      <AddToSupercut piece={piece} isSmall />
      <CopyButton
        isSmall
        label={t("watch.copyLink")}
        icon={<IconLink size={20} aria-hidden />}
        text={() => `${location.origin}/watch/${video.id}?t=${line.start}`}
      />
    </Group>
  );
}
