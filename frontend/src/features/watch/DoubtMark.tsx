/** Beside a line that may be wrong: a small mark that says why. */

import { IconHelpCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "@/features/watch/LineRow.module.css";

/** `reason` is a code; those nobody has written about are a doubt like any other. */
export function DoubtMark({ reason }: { reason: string }) {
  const { t } = useTranslation();
  const words = t([`watch.doubtful.${reason}`, "watch.doubtful.other"]);
  return (
    <span role="img" aria-label={words} title={words} className={classes.doubt}>
      <IconHelpCircle size={18} aria-hidden />
    </span>
  );
}
