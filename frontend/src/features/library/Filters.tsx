/** What narrows the library, its order, and whether it is a wall or a list. */

import { ActionIcon, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconLayoutGrid, IconList, IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { ChannelSelect } from "@/components/ChannelSelect";
import { FilterBox } from "@/components/FilterBox";
import { countInUse, ORDERINGS, type Shown } from "@/features/library/shown";
import type { Show } from "@/features/library/use-shown";
import classes from "@/features/library/LibraryPage.module.css";
import { languageName } from "@/lib/format";
import { LENGTHS } from "@/lib/lengths";
import { PLATFORMS, SPOKEN } from "@/lib/spoken";
import { useUser } from "@/lib/use-session";
import { useTyped } from "@/lib/use-typed";

const PAUSE_MS = 200;

export function Filters({ shown, show }: { shown: Shown; show: Show }) {
  const { t, i18n } = useTranslation();
  const isIn = useUser() !== null;
  const languages = SPOKEN.map((code) => ({ value: code, label: languageName(i18n.language, code) }));
  const selects = [
    {
      name: "language",
      label: t("filter.language"),
      options: [{ value: "", label: t("filter.anyLanguage") }, ...languages],
    },
    {
      name: "platform",
      label: t("browse.platform"),
      options: [
        { value: "", label: t("browse.anyPlatform") },
        ...PLATFORMS.map((value) => ({ value, label: t(`browse.platforms.${value}`) })),
      ],
    },
    {
      name: "length",
      label: t("filter.length"),
      options: LENGTHS.map((value) => ({ value, label: t(`filter.lengths.${value}`) })),
    },
    {
      name: "ordering",
      label: t("filter.ordering"),
      options: ORDERINGS.map((value) => ({ value, label: t(`library.orderings.${value}`) })),
    },
  ] as const;
  return (
    <>
      <div className={classes.names}>
        <Names words={shown.search} onChange={(search) => show({ search }, true)} />
        <Views shown={shown} show={show} />
      </div>
      <FilterBox inUse={countInUse(shown)} className={classes.filters}>
        {isIn && (
          <NativeSelect
            aria-label={t("library.owner")}
            data={[
              { value: "", label: t("library.all") },
              { value: "me", label: t("library.own") },
            ]}
            value={shown.owner}
            onChange={(event) => show({ owner: event.currentTarget.value })}
          />
        )}
        <ChannelSelect value={shown.channel} onChange={(channel) => show({ channel })} />
        {selects.map(({ name, label, options }) => (
          <NativeSelect
            key={name}
            aria-label={label}
            data={[...options]}
            value={shown[name]}
            onChange={(event) => show({ [name]: event.currentTarget.value })}
          />
        ))}
      </FilterBox>
    </>
  );
}

function Names({ words, onChange }: { words: string; onChange: (words: string) => void }) {
  const { t } = useTranslation();
  const { typed, type } = useTyped(words, onChange, PAUSE_MS);
  return (
    <TextInput
      className={classes.typed}
      aria-label={t("library.search")}
      placeholder={t("library.search")}
      leftSection={<IconSearch size={18} aria-hidden />}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

const VIEWS = [
  { view: "grid", Icon: IconLayoutGrid },
  { view: "list", Icon: IconList },
] as const;

function Views({ shown, show }: { shown: Shown; show: Show }) {
  const { t } = useTranslation();
  return (
    <Group role="group" aria-label={t("browse.view")} gap={4} wrap="nowrap">
      {VIEWS.map(({ view, Icon }) => (
        <ActionIcon
          key={view}
          variant={shown.view === view ? "default" : "subtle"}
          aria-label={t(`browse.${view}`)}
          aria-pressed={shown.view === view}
          onClick={() => show({ view })}
        >
          <Icon size={20} aria-hidden />
        </ActionIcon>
      ))}
    </Group>
  );
}
