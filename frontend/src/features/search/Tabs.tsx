/** What is looked for: moments, videos by their title, channels. Each has an address. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { addressOf, TABS, type Wish } from "@/features/search/query";
import classes from "@/features/search/Tabs.module.css";

export function Tabs({ wish }: { wish: Wish }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("browse.tabs.label")} className={classes.tabs}>
      {TABS.map((tab) => (
        <Link
          key={tab}
          to={{ search: new URLSearchParams(addressOf({ ...wish, tab })).toString() }}
          preventScrollReset
          className={classes.tab}
          aria-current={wish.tab === tab ? "page" : undefined}
        >
          {t(`browse.tabs.${tab}`)}
        </Link>
      ))}
    </nav>
  );
}
