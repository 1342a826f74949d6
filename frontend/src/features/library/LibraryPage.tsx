/** All videos one may see, and what one may do with one's own. */

import { Button, Container, NativeSelect, Stack, Text, TextInput, Title } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Failure, Notice } from "@/components/Notice";
import { usePageTitle } from "@/components/use-page-title";
import { VideoGrid, VideoGridSkeleton } from "@/components/VideoGrid";
import { ORDERINGS, type Shown, useShown } from "@/features/library/filters";
import classes from "@/features/library/LibraryPage.module.css";
import { OwnVideo } from "@/features/library/OwnVideo";
import { api, data } from "@/lib/api";
import { languageName } from "@/lib/format";
import { SPOKEN } from "@/lib/spoken";
import { useSession, useUser } from "@/lib/use-session";

const PAGE = 24;
const PAUSE_MS = 200;

export function LibraryPage() {
  const { t } = useTranslation();
  const { shown, show } = useShown();
  usePageTitle(t("library.title"));
  return (
    <Container size={1200} px="md" py="md">
      <Title order={1} size="h2" mb="md">
        {t("library.title")}
      </Title>
      <Filters shown={shown} show={show} />
      <Videos shown={shown} />
    </Container>
  );
}

type FiltersProps = { shown: Shown; show: (changes: Partial<Shown>, replace?: boolean) => void };

function Filters({ shown, show }: FiltersProps) {
  const { t, i18n } = useTranslation();
  const isIn = useUser() !== null;
  const languages = SPOKEN.map((code) => ({ value: code, label: languageName(i18n.language, code) }));
  const owners = ["", ...(isIn ? ["me"] : [])];
  return (
    <div className={classes.filters} role="group" aria-label={t("filter.label")}>
      <Names words={shown.search} onChange={(search) => show({ search }, true)} />
      {isIn && (
        <NativeSelect
          aria-label={t("library.owner")}
          data={owners.map((value) => ({ value, label: t(value ? "library.own" : "library.all") }))}
          value={shown.owner}
          onChange={(event) => show({ owner: event.currentTarget.value })}
        />
      )}
      <NativeSelect
        aria-label={t("filter.language")}
        data={[{ value: "", label: t("filter.anyLanguage") }, ...languages]}
        value={shown.language}
        onChange={(event) => show({ language: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={t("filter.ordering")}
        data={ORDERINGS.map((value) => ({ value, label: t(`library.orderings.${value}`) }))}
        value={shown.ordering}
        onChange={(event) => show({ ordering: event.currentTarget.value })}
      />
    </div>
  );
}

function Names({ words, onChange }: { words: string; onChange: (words: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(words);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return (
    <TextInput
      className={classes.names}
      aria-label={t("library.search")}
      placeholder={t("library.search")}
      leftSection={<IconSearch size={18} aria-hidden />}
      value={typed}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setTyped(next);
        window.clearTimeout(timer.current);
        timer.current = window.setTimeout(() => onChange(next), PAUSE_MS);
      }}
    />
  );
}

function Videos({ shown }: { shown: Shown }) {
  const { t } = useTranslation();
  const session = useSession();
  const videos = useInfiniteQuery({
    queryKey: ["videos", session.status, shown],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...shown, page: pageParam, page_size: PAGE };
      return data(api.GET("/api/v1/videos", { params: { query }, signal }));
    },
    initialPageParam: 1,
    getNextPageParam: (page, _pages, number) => (page.next ? number + 1 : undefined),
    enabled: session.status !== "unknown",
    placeholderData: keepPreviousData,
  });
  if (videos.isPending) return <VideoGridSkeleton count={8} />;
  if (videos.isError) return <Failure error={videos.error} retry={() => void videos.refetch()} />;
  const found = videos.data.pages.flatMap((page) => page.results);
  const count = videos.data.pages[0]?.count ?? 0;
  if (count === 0) return <Nothing isNarrowed={Boolean(shown.search || shown.language)} />;
  return (
    <Stack>
      <Text c="dimmed" role="status">
        {t("library.count", { count })}
      </Text>
      <VideoGrid videos={found} below={(video) => video.can_edit && <OwnVideo video={video} />} />
      {videos.hasNextPage && (
        <Button variant="default" loading={videos.isFetchingNextPage} onClick={() => void videos.fetchNextPage()}>
          {t("search.more")}
        </Button>
      )}
    </Stack>
  );
}

function Nothing({ isNarrowed }: { isNarrowed: boolean }) {
  const { t } = useTranslation();
  if (isNarrowed) return <Notice title={t("library.nothingTitle")} text={t("library.nothingText")} />;
  return (
    <Notice title={t("front.emptyTitle")} text={t("front.emptyText")}>
      <Button component={Link} to="/add">
        {t("front.add")}
      </Button>
    </Notice>
  );
}
