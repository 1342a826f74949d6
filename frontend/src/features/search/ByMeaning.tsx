/** Looks for what means something alike, too, where the server can. */

import { Button } from "@mantine/core";
import { IconBulb } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Change, Wish } from "@/features/search/query";

type ByMeaningProps = { wish: Wish; change: Change; isCompact: boolean };

export function ByMeaning({ wish, change, isCompact }: ByMeaningProps) {
  const { t } = useTranslation();
  const isOn = wish.mode === "semantic";
  return (
    <Button
      variant={isOn ? "light" : "default"}
      size="sm"
      h={44}
      className={isCompact ? "compact" : undefined}
      leftSection={<IconBulb size={18} aria-hidden />}
      aria-pressed={isOn}
      title={t("search.byMeaningHint")}
      onClick={() => change({ mode: isOn ? "text" : "semantic" })}
    >
      {t("search.byMeaning")}
    </Button>
  );
}
