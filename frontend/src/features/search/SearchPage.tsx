/** The front door: one field, and the moments that hold the words. */

import { Container, Title, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { usePageTitle } from "@/components/use-page-title";
import { Filters } from "@/features/search/Filters";
import { ChannelsByName, VideosByName } from "@/features/search/ByName";
import { FrontPage } from "@/features/search/FrontPage";
import type { Change, Wish } from "@/features/search/query";
import { Results } from "@/features/search/Results";
import { SearchField } from "@/features/search/SearchField";
import classes from "@/features/search/SearchPage.module.css";
import { Tabs } from "@/features/search/Tabs";
import { useWish } from "@/features/search/use-wish";

export function SearchPage() {
  const { t } = useTranslation();
  const { wish, setWish } = useWish();
  const isAsking = wish.q.trim() !== "";
  usePageTitle(wish.q.trim());
  return (
    <Container size={960} px="md" py="md">
      {isAsking ? (
        <VisuallyHidden>
          <h1>{t("search.title")}</h1>
        </VisuallyHidden>
      ) : (
        <Title order={1} className={classes.headline}>
          {t("search.headline")}
        </Title>
      )}
      <div className={classes.bar}>
        <SearchField words={wish.q} onChange={(q) => setWish({ q }, true)} />
      </div>
      {isAsking && <Tabs wish={wish} />}
      {isAsking && wish.tab !== "channels" && <Filters wish={wish} onChange={setWish} />}
      {isAsking ? <Found wish={wish} change={setWish} /> : <FrontPage ask={(q) => setWish({ q })} />}
    </Container>
  );
}

function Found({ wish, change }: { wish: Wish; change: Change }) {
  if (wish.tab === "videos") return <VideosByName wish={wish} />;
  if (wish.tab === "channels") return <ChannelsByName words={wish.q} />;
  return <Results wish={wish} change={change} />;
}
