/** Looks for words in the transcript: how many lines hold them, and the way from one to the next. */

import { ActionIcon, Group, Text, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconSearch } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/features/watch/FindBox.module.css";

type FindBoxProps = {
  words: string;
  onWords: (words: string) => void;
  place: number;
  count: number;
  goTo: (place: number) => void;
};

export function FindBox({ words, onWords, place, count, goTo }: FindBoxProps) {
  const { t } = useTranslation();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onWords("");
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    goTo(place + (event.shiftKey ? -1 : 1));
  };
  const found = count ? t("watch.foundAt", { place: place + 1, count }) : t("watch.foundNone");
  return (
    <Group gap={4} wrap="nowrap" className={classes.box}>
      <TextInput
        className={classes.field}
        aria-label={t("watch.find")}
        placeholder={t("watch.find")}
        value={words}
        leftSection={<IconSearch size={18} aria-hidden />}
        onChange={(event) => onWords(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.closest("section")?.scrollIntoView({ block: "nearest" })}
        onKeyDown={onKeyDown}
      />
      <Text size="sm" c="dimmed" role="status" className={classes.count}>
        {words.trim() && found}
      </Text>
      <ActionIcon aria-label={t("watch.previous")} disabled={count === 0} onClick={() => goTo(place - 1)}>
        <IconChevronUp aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={t("watch.next")} disabled={count === 0} onClick={() => goTo(place + 1)}>
        <IconChevronDown aria-hidden />
      </ActionIcon>
    </Group>
  );
}
