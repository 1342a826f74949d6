/** A line that is not being edited: a press, Enter or `e` opens it. */

import { IconAlertTriangle, IconPencil } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Highlighted } from "@/components/Highlighted";
import { DoubtMark } from "@/features/watch/DoubtMark";
import { type Draft, shownText, standingOf } from "@/features/watch/edit/drafts";
import classes from "@/features/watch/edit/Edit.module.css";
import type { Way } from "@/features/watch/edit/use-place";
import row from "@/features/watch/LineRow.module.css";
import { clock } from "@/lib/format";
import type { Range } from "@/lib/highlight";
import type { Line } from "@/lib/lines";

type ClosedLineProps = {
  line: Line;
  index: number;
  draft: Draft | undefined;
  finds: Range[] | undefined;
  isFound: boolean;
  isSpoken: boolean;
  isCurrent: boolean;
  place: Way;
};

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

export function ClosedLine({ line, index, draft, finds, isFound, isSpoken, isCurrent, place }: ClosedLineProps) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  const { focused } = place;
  useEffect(() => {
    if (isCurrent && focused > 0) button.current?.focus({ preventScroll: true });
  }, [isCurrent, focused]);
  const standing = standingOf(draft, line);
  const isUnsaved = standing !== "same" && standing !== "saving";
  const text = shownText(draft, line);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step) place.choose(index + step);
    else return;
    event.preventDefault();
  };
  return (
    <div className={row.row} data-spoken={isSpoken} data-found={isFound} data-chosen={isCurrent}>
      <button
        ref={button}
        type="button"
        className={row.line}
        data-line={index}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isSpoken || undefined}
        onKeyDown={onKeyDown}
        onClick={() => place.open(index)}
      >
        <span className={row.time}>{clock(line.start)}</span>
        <span dir="auto">
          <Highlighted text={text} ranges={text === line.text ? (finds ?? []) : []} />
        </span>
        <span className={classes.marks}>
          {line.doubtful && <DoubtMark reason={line.doubtful} />}
          {isUnsaved && <Mark Icon={IconAlertTriangle} words={t("edit.unsaved")} />}
          {line.is_corrected && !isUnsaved && <Mark Icon={IconPencil} words={t("edit.corrected")} />}
        </span>
      </button>
    </div>
  );
}

function Mark({ Icon, words }: { Icon: typeof IconPencil; words: string }) {
  return (
    <span role="img" aria-label={words} title={words} className={row.doubt}>
      <Icon size={16} aria-hidden />
    </span>
  );
}
