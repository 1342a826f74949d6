/** Over the player: that its film did not come, and another try. */

import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "@/features/watch/Player.module.css";

export function Lost({ again }: { again: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="alert" className={classes.lost}>
      <Text>{t("watch.lost")}</Text>
      <Button variant="default" h={44} onClick={again}>
        {t("failure.retry")}
      </Button>
    </div>
  );
}
