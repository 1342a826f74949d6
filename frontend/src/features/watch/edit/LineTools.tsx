/** What can be done with the open line, for fingers: all of it has a key too. */

import { ActionIcon, Button, Group } from "@mantine/core";
import {
  IconArrowMergeBoth,
  IconCheck,
  IconCornerDownLeft,
  IconHistory,
  IconPlayerPause,
  IconPlayerPlay,
  IconRepeat,
  IconRowInsertBottom,
  IconX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "@/features/watch/edit/Edit.module.css";
import type { Act } from "@/features/watch/edit/keys";

type LineToolsProps = {
  acts: Record<Act, () => void>;
  isPlaying: boolean;
  isFirst: boolean;
  isDoubtful: boolean;
};

/** A press takes neither the focus from the text nor the keyboard from the screen. */
const keepFocus = (event: React.MouseEvent) => event.preventDefault();

export function LineTools({ acts, isPlaying, isFirst, isDoubtful }: LineToolsProps) {
  const { t } = useTranslation();
  const tools = [
    {
      act: "play",
      words: t(isPlaying ? "player.pause" : "player.play"),
      Icon: isPlaying ? IconPlayerPause : IconPlayerPlay,
    },
    { act: "repeat", words: t("edit.repeat"), Icon: IconRepeat },
    { act: "split", words: t("edit.split"), Icon: IconRowInsertBottom },
    { act: "merge", words: t("edit.merge"), Icon: IconArrowMergeBoth, isOff: isFirst },
    { act: "history", words: t("edit.history.title"), Icon: IconHistory },
    { act: "cancel", words: t("edit.cancel"), Icon: IconX },
  ] as const;
  return (
    <Group gap={0} justify="space-between" className={classes.tools} onMouseDown={keepFocus}>
      <Group gap={0}>
        {tools.map(({ act, words, Icon, ...tool }) => (
          <ActionIcon
            key={act}
            aria-label={words}
            title={words}
            disabled={"isOff" in tool && tool.isOff}
            onClick={() => acts[act]()}
          >
            <Icon size={20} aria-hidden />
          </ActionIcon>
        ))}
      </Group>
      <Group gap={4}>
        {isDoubtful && (
          <Button
            className="compact"
            variant="default"
            size="sm"
            h={44}
            title={t("edit.confirm")}
            leftSection={<IconCheck size={18} aria-hidden />}
            onClick={() => acts.confirm()}
          >
            {t("edit.confirm")}
          </Button>
        )}
        <Button
          className="compact"
          size="sm"
          h={44}
          title={t("edit.next")}
          leftSection={<IconCornerDownLeft size={18} aria-hidden />}
          onClick={() => acts.next()}
        >
          {t("edit.next")}
        </Button>
      </Group>
    </Group>
  );
}
