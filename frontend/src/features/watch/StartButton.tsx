/** Plays a video for the first time: its whole picture, or only the middle of it beside the browser's own controls. */

import { IconPlayerPlayFilled } from "@tabler/icons-react";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";

import { Length } from "@/components/Length";
import classes from "@/features/watch/StartButton.module.css";
import { clock } from "@/lib/format";

type StartButtonProps = {
  ref: Ref<HTMLButtonElement>;
  seconds: number | null | undefined;
  hasControls: boolean;
  play: () => void;
};

export function StartButton({ ref, seconds, hasControls, play }: StartButtonProps) {
  const { t } = useTranslation();
  const length = hasControls ? null : seconds;
  return (
    <button
      ref={ref}
      type="button"
      className={classes.start}
      data-beside={hasControls}
      aria-label={length == null ? t("watch.play") : `${t("watch.play")}, ${clock(length)}`}
      onClick={play}
    >
      <span className={classes.disc}>
        <IconPlayerPlayFilled size={28} aria-hidden />
      </span>
      {length != null && <Length seconds={length} />}
    </button>
  );
}
