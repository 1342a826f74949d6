/** Which text is read beside the player: as spoken, or in English. */

import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Track } from "@/lib/lines";

type TrackSelectProps = { track: Track; onChange: (track: Track) => void };

export function TrackSelect({ track, onChange }: TrackSelectProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      aria-label={t("english.track")}
      px={8}
      pt={8}
      value={track}
      data={[
        { value: "original", label: t("english.original") },
        { value: "english", label: t("english.captions") },
      ]}
      onChange={(event) => onChange(event.currentTarget.value as Track)}
    />
  );
}
