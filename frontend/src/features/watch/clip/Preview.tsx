/** The chosen moment as its clip will be, in the player's place. */

import { useDebouncedValue } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import { PlayedPassage } from "@/components/PlayedPassage";
import classes from "@/features/watch/clip/Preview.module.css";
import type { Passage } from "@/lib/clips";

/** Handles that are still moving ask for nothing. */
const REST_MS = 400;

export function Preview({ passage }: { passage: Passage }) {
  const { t } = useTranslation();
  const [rested] = useDebouncedValue(JSON.stringify(passage), REST_MS);
  return (
    <div className={classes.preview} data-preview>
      <PlayedPassage passage={JSON.parse(rested) as Passage} label={t("clip.preview")} isFilling />
    </div>
  );
}
