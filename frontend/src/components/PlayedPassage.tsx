/** A passage that is asked for and played where it stands; what went wrong, and once more. */

import { Alert } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Again } from "@/components/Again";
import { ExactPlayer } from "@/components/ExactPlayer";
import { PlayerSkeleton } from "@/components/PlayerSkeleton";
import { clipOf, type Passage } from "@/lib/clips";
import { explain } from "@/lib/errors";

type PlayedPassageProps = { passage: Passage; label: string; isFilling?: boolean };

export function PlayedPassage({ passage, label, isFilling }: PlayedPassageProps) {
  const { t } = useTranslation();
  const clip = useQuery(clipOf(passage));
  const [refused, setRefused] = useState<string | null>(null);
  const again = () => {
    setRefused(null);
    void clip.refetch();
  };
  if (clip.isError || (clip.data && clip.data.id === refused)) {
    return (
      <Alert color="red" role="alert">
        {clip.error ? explain(t, clip.error) : t("error.clip_failed")} <Again again={again} />
      </Alert>
    );
  }
  if (!clip.data) return <PlayerSkeleton />;
  const { id } = clip.data;
  return <ExactPlayer key={id} clip={clip.data} label={label} onRefused={() => setRefused(id)} isFilling={isFilling} />;
}
