/** What narrows a search, and its order. Every choice stands in the address. */

import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ChannelSelect } from "@/components/ChannelSelect";
import { FilterBox } from "@/components/FilterBox";
import classes from "@/features/search/Filters.module.css";
import { DATES, USUAL, type Wish, type Change } from "@/features/search/query";
import { languageName } from "@/lib/format";
import { LENGTHS } from "@/lib/lengths";
import { PLATFORMS, SPOKEN } from "@/lib/spoken";

type FiltersProps = { wish: Wish; onChange: Change };

export function Filters({ wish, onChange }: FiltersProps) {
  const { t, i18n } = useTranslation();
  const spoken = wish.language && !SPOKEN.includes(wish.language) ? [wish.language, ...SPOKEN] : SPOKEN;
  const languages = spoken.map((code) => ({ value: code, label: languageName(i18n.language, code) }));
  const filters = [
    {
      name: "platform",
      options: [
        { value: "", label: t("browse.anyPlatform") },
        ...PLATFORMS.map((value) => ({ value, label: t(`browse.platforms.${value}`) })),
      ],
    },
    { name: "language", options: [{ value: "", label: t("filter.anyLanguage") }, ...languages] },
    { name: "date", options: DATES.map((value) => ({ value, label: t(`filter.dates.${value}`) })) },
    { name: "length", options: LENGTHS.map((value) => ({ value, label: t(`filter.lengths.${value}`) })) },
    {
      name: "ordering",
      options: (["relevance", "newest"] as const).map((value) => ({ value, label: t(`filter.orderings.${value}`) })),
    },
  ] as const;
  /** Videos by their title know no date. */
  const here = filters.filter(({ name }) => name !== "date" || wish.tab === "all");
  const inUse = (["channel", ...here.map(({ name }) => name)] as const).filter((name) => wish[name] !== USUAL[name]);
  return (
    <FilterBox inUse={inUse.length} className={classes.filters}>
      <ChannelSelect value={wish.channel} onChange={(channel) => onChange({ channel })} />
      {here.map(({ name, options }) => (
        <NativeSelect
          key={name}
          aria-label={t(name === "platform" ? "browse.platform" : `filter.${name}`)}
          data={[...options]}
          value={wish[name]}
          onChange={(event) => onChange({ [name]: event.currentTarget.value })}
        />
      ))}
    </FilterBox>
  );
}
