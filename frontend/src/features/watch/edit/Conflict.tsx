/** Somebody else has changed the line that is being edited: both versions, and the choice between them. */

import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "@/features/watch/edit/Edit.module.css";
import type { Editing } from "@/features/watch/edit/editing";
import type { Line } from "@/lib/lines";

export function Conflict({ line, text, editing }: { line: Line; text: string; editing: Editing }) {
  const { t } = useTranslation();
  return (
    <div role="alert" className={classes.notice}>
      <Text size="sm" fw={600}>
        {t("edit.conflict.title")}
      </Text>
      <dl className={classes.versions}>
        <div>
          <dt>{t("edit.conflict.theirs")}</dt>
          <dd dir="auto">{line.text}</dd>
        </div>
        <div>
          <dt>{t("edit.conflict.mine")}</dt>
          <dd dir="auto">{text}</dd>
        </div>
      </dl>
      <Group gap={8}>
        <Button variant="default" h={44} onClick={() => editing.drop(line.id)}>
          {t("edit.conflict.takeTheirs")}
        </Button>
        <Button variant="default" h={44} onClick={() => void editing.keepOurs(line.id)}>
          {t("edit.conflict.keepMine")}
        </Button>
      </Group>
    </div>
  );
}
