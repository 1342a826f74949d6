/** A playlist or channel: which of its videos are wanted, and following it. */

import { Checkbox, Group, Text, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { ChoiceFields, type Choices } from "@/components/ChoiceFields";
import classes from "@/features/add/Add.module.css";
import { Ask } from "@/features/add/Ask";
import { addressesOf, canBeHad, type Chosen, placesIn, placesOf, usual } from "@/features/add/choosing";
import { Entries } from "@/features/add/Entries";
import { FollowThis } from "@/features/add/FollowThis";
import type { Schemas } from "@/lib/api";

type ListProps = { source: Schemas["Source"]; choices: Choices; setChoices: (choices: Choices) => void };

export function List({ source, choices, setChoices }: ListProps) {
  const { entries } = source;
  const [chosen, setChosen] = useState<Chosen>(() => usual(entries));
  const [most, setMost] = useState<number | null>(null);
  const urls = useMemo(() => addressesOf(entries, chosen, most), [entries, chosen, most]);
  const titles = useMemo(() => new Map(entries.map(({ source_url, title }) => [source_url, title])), [entries]);
  return (
    <>
      <Tools entries={entries} chosen={chosen} setChosen={setChosen} most={most} setMost={setMost} />
      <Entries entries={entries} chosen={chosen} setChosen={setChosen} />
      <ChoiceFields choices={choices} onChange={setChoices} />
      <div className={classes.acts}>
        <Ask urls={urls} choices={choices} titleOf={(url) => titles.get(url) ?? url} />
        <FollowThis source={source} choices={choices} />
      </div>
    </>
  );
}

type ToolsProps = {
  entries: Schemas["Entry"][];
  chosen: Chosen;
  setChosen: (chosen: Chosen) => void;
  most: number | null;
  setMost: (most: number | null) => void;
};

/** All or none, by their numbers, and a limit. */
function Tools({ entries, chosen, setChosen, most, setMost }: ToolsProps) {
  const { t } = useTranslation();
  const [numbers, setNumbers] = useState("");
  const can = entries.filter(canBeHad).length;
  const isAll = chosen.size === can && can > 0;
  const isUnreadable = numbers.trim() !== "" && placesIn(numbers, entries.length) === null;
  const choose = (text: string) => {
    setNumbers(text);
    const named = placesIn(text, entries.length);
    if (named) setChosen(placesOf(entries, (_, place) => named.has(place)));
  };
  return (
    <div className={classes.tools}>
      <Group justify="space-between" gap="xs" className={classes.whole}>
        <Checkbox
          size="md"
          label={t("list.all", { count: can })}
          checked={isAll}
          indeterminate={chosen.size > 0 && !isAll}
          disabled={can === 0}
          onChange={() => setChosen(isAll ? new Set() : placesOf(entries, () => true))}
        />
        <Text size="sm" c="dimmed" role="status">
          {t("list.chosen", { chosen: chosen.size, count: entries.length })}
        </Text>
      </Group>
      <TextInput
        label={t("list.numbers")}
        placeholder="1-20, 35"
        inputMode="text"
        autoComplete="off"
        value={numbers}
        error={isUnreadable && t("list.unreadable")}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <TextInput
        label={t("list.most")}
        placeholder={t("list.noLimit")}
        type="number"
        min={1}
        max={entries.length}
        value={most ?? ""}
        onChange={(event) => setMost(Math.floor(Number(event.currentTarget.value)) || null)}
      />
    </div>
  );
}
