/** When a line begins and ends: a tenth of a second earlier or later, or where the player is. */

import { ActionIcon, Button, Group } from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "@/features/watch/edit/Edit.module.css";
import { exactClock } from "@/lib/format";
import type { Moment, Side } from "@/lib/moments";

type LineTimesProps = {
  times: Moment;
  nudge: (side: Side, seconds: number) => void;
  here: (side: Side) => void;
};

const STEP_SECONDS = 0.1;

export function LineTimes({ times, nudge, here }: LineTimesProps) {
  const { t, i18n } = useTranslation();
  return (
    <div className={classes.times} onMouseDown={(event) => event.preventDefault()}>
      {(["start", "end"] as const).map((side) => (
        <Group key={side} gap={0} wrap="nowrap" role="group" aria-label={t(`edit.sides.${side}`)}>
          <span className={classes.side} aria-hidden>
            {t(`edit.sides.${side}`)}
          </span>
          <ActionIcon
            aria-label={t(`edit.earlier.${side}`)}
            title={t(`edit.earlier.${side}`)}
            onClick={() => nudge(side, -STEP_SECONDS)}
          >
            <IconMinus size={16} aria-hidden />
          </ActionIcon>
          <output className={classes.time}>{exactClock(i18n.language, times[side])}</output>
          <ActionIcon
            aria-label={t(`edit.later.${side}`)}
            title={t(`edit.later.${side}`)}
            onClick={() => nudge(side, STEP_SECONDS)}
          >
            <IconPlus size={16} aria-hidden />
          </ActionIcon>
          <Button
            variant="subtle"
            size="sm"
            h={44}
            px={8}
            aria-label={`${t("edit.hereShort")}: ${t(`edit.here.${side}`)}`}
            title={t(`edit.here.${side}`)}
            onClick={() => here(side)}
          >
            {t("edit.hereShort")}
          </Button>
        </Group>
      ))}
    </div>
  );
}
