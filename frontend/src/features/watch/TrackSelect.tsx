/** Which text is read beside the player: as spoken, or in English. */

import { NativeSelect } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "@/features/watch/TrackSelect.module.css";
import type { Track } from "@/lib/lines";

type TrackSelectProps = { track: Track; onChange: (track: Track) => void };

export function TrackSelect({ track, onChange }: TrackSelectProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      aria-label={t("english.track")}
      title={t("english.track")}
      className={classes.track}
      leftSection={<IconLanguage size={20} aria-hidden />}
      classNames={{ input: classes.field }}
      rightSectionProps={{ className: classes.arrows }}
      value={track}
      data={[
        { value: "original", label: t("english.original") },
        { value: "english", label: t("english.captions") },
      ]}
      onChange={(event) => onChange(event.currentTarget.value as Track)}
    />
  );
}
