/** "Try again" within the sentence that says what went wrong, in that sentence's colour. */

import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { focusAround } from "@/lib/focus";

export function Again({ again }: { again: () => void }) {
  const { t } = useTranslation();
  return (
    <Anchor
      component="button"
      type="button"
      c="inherit"
      fw={600}
      underline="always"
      onClick={(event) => {
        focusAround(event.currentTarget);
        again();
      }}
    >
      {t("failure.retry")}
    </Anchor>
  );
}
