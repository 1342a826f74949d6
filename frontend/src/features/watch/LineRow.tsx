/** One line: its time and words. A press plays from there; the one in use offers more. */

import { Button, Group } from "@mantine/core";
import { IconLink, IconPlayerTrackNext } from "@tabler/icons-react";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";

import { Highlighted } from "@/components/Highlighted";
import classes from "@/features/watch/LineRow.module.css";
import { type Line, wordRanges } from "@/lib/lines";
import { clock } from "@/lib/format";
import type { Range } from "@/lib/highlight";

type LineRowProps = {
  video: string;
  line: Line;
  index: number;
  /** The word spoken now, null while another line is. */
  word: number | null;
  finds: Range[] | undefined;
  isFound: boolean;
  isTabStop: boolean;
  playFrom: (start: number, until?: number) => void;
  move: (index: number) => void;
  choose: (index: number) => void;
};

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

export const LineRow = memo(function LineRow({ line, index, word, finds, isTabStop, ...props }: LineRowProps) {
  const { t } = useTranslation();
  const isSpoken = word !== null;
  const spoken = isSpoken && !finds ? wordRanges(line)[word] : null;
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    props.move(index + step);
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
        onClick={() => {
          props.choose(index);
          props.playFrom(line.start);
        }}
      >
        <span className={classes.time}>{clock(line.start)}</span>
        <span dir="auto">
          <Highlighted text={line.text} ranges={finds ?? (spoken ? [spoken] : [])} />
        </span>
      </button>
      {isTabStop && (
        <Group gap={4} className={classes.actions}>
          <Button
            variant="subtle"
            size="sm"
            h={44}
            leftSection={<IconPlayerTrackNext size={16} aria-hidden />}
            onClick={() => props.playFrom(line.start, line.end)}
          >
            {t("watch.playLine")}
          </Button>
          <CopyLink video={props.video} start={line.start} />
        </Group>
      )}
    </div>
  );
});

function CopyLink({ video, start }: { video: string; start: number }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(`${location.origin}/watch/${video}?t=${start}`);
    setCopied(true);
  };
  return (
    <Button variant="subtle" size="sm" h={44} leftSection={<IconLink size={16} aria-hidden />} onClick={copy}>
      <span aria-live="polite">{t(isCopied ? "watch.copied" : "watch.copyLink")}</span>
    </Button>
  );
}
