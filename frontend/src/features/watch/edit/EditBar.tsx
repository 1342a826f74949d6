/** Above the lines: the way out, undo, find and replace, and the way from one doubtful line to the next. */

import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp, IconChevronDown, IconChevronUp, IconHelpCircle, IconReplace } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "@/features/watch/edit/Edit.module.css";

type EditBarProps = {
  doubtCount: number;
  goToDoubt: (way: 1 | -1) => void;
  canUndo: boolean;
  undo: () => void;
  replace: () => void;
  leave: () => void;
};

export function EditBar({ doubtCount, goToDoubt, canUndo, undo, replace, leave }: EditBarProps) {
  const { t } = useTranslation();
  return (
    <Group gap={4} wrap="nowrap" justify="space-between" className={classes.bar}>
      <Group gap={4} wrap="nowrap">
        <Button h={44} onClick={leave}>
          {t("edit.done")}
        </Button>
        <ActionIcon aria-label={t("edit.undo")} title={t("edit.undo")} disabled={!canUndo} onClick={undo}>
          <IconArrowBackUp size={22} aria-hidden />
        </ActionIcon>
        <ActionIcon aria-label={t("edit.replace.title")} title={t("edit.replace.title")} onClick={replace}>
          <IconReplace size={22} aria-hidden />
        </ActionIcon>
      </Group>
      {doubtCount > 0 && (
        <Group gap={0} wrap="nowrap" role="group" aria-label={t("edit.doubts", { count: doubtCount })}>
          <Text size="sm" c="dimmed" className={classes.doubts} title={t("edit.doubts", { count: doubtCount })}>
            <IconHelpCircle size={18} aria-hidden /> {doubtCount}
          </Text>
          <ActionIcon
            aria-label={t("edit.previousDoubt")}
            title={t("edit.previousDoubt")}
            onClick={() => goToDoubt(-1)}
          >
            <IconChevronUp aria-hidden />
          </ActionIcon>
          <ActionIcon aria-label={t("edit.nextDoubt")} title={t("edit.nextDoubt")} onClick={() => goToDoubt(1)}>
            <IconChevronDown aria-hidden />
          </ActionIcon>
        </Group>
      )}
    </Group>
  );
}
