/** The results of a search, video by video, and the ways on where there are none. */

import { Anchor, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { More } from "@/components/More";
import { Failure, Notice } from "@/components/Notice";
import { useKeyDown } from "@/components/use-key-down";
import { ByMeaning } from "@/features/search/ByMeaning";
import { Examples } from "@/features/search/Examples";
import { hitsOnPage, neighbour } from "@/features/search/hits";
import type { Change, Wish } from "@/features/search/query";
import { SupercutOfThese } from "@/features/search/SupercutOfThese";
import { type Found, useResults, type VideoHits } from "@/features/search/results";
import classes from "@/features/search/Results.module.css";
import { VideoResult } from "@/features/search/VideoResult";
import { ApiError, type Schemas } from "@/lib/api";

type ResultsProps = { wish: Wish; change: Change };
type Page = Schemas["SearchPage"];

const NEXT = new Set(["n", "ArrowDown"]);
const PREVIOUS = new Set(["p", "ArrowUp"]);

export function Results({ wish, change }: ResultsProps) {
  const results = useResults(wish);
  const [playing, setPlaying] = useState<string | null>(null);
  useStepping();
  if (results.isPending) return <ResultsSkeleton />;
  if (!results.data) {
    const isRefused = results.error instanceof ApiError && results.error.code === "mode_not_supported";
    const retry = isRefused ? () => change({ mode: "text" }) : () => void results.refetch();
    return <Failure error={results.error} retry={retry} />;
  }
  const [first] = results.data.pages;
  if (!first) return null;
  const ask = (q: string) => change({ q });
  const shown = { ...wish, q: first.words };
  const found = results.data.pages.flatMap((page) => page.results as VideoHits[]);
  return (
    <Stack gap="md" data-stale={results.isPlaceholderData} className={classes.results}>
      <Group justify="space-between" align="start" gap="xs" mt="xs" wrap="nowrap">
        <Counts page={first} ask={ask} />
        <Group gap="xs" wrap="nowrap">
          {first.modes.includes("semantic") && <ByMeaning wish={wish} change={change} isCompact={found.length > 0} />}
          {found.length > 0 && <SupercutOfThese wish={shown} />}
        </Group>
      </Group>
      <TitleMatches videos={first.videos} />
      {found.length === 0 && <Nothing hasTitles={first.videos.length > 0} ask={ask} />}
      <ul className={classes.list}>
        {found.map((result, place) => (
          <VideoResult
            key={result.video.id}
            result={result}
            wish={shown}
            playing={playing}
            play={setPlaying}
            isFirst={place === 0}
          />
        ))}
      </ul>
      <More list={results} />
    </Stack>
  );
}

/** `n` and `p`, or the arrows, go from hit to hit; one that plays hands over to the next. `s` collects it. */
function useStepping() {
  useKeyDown((event) => {
    const row = document.activeElement?.closest("[data-hit-row]") ?? null;
    if (event.key === "s") row?.querySelector<HTMLElement>("[data-add]")?.click();
    const steps = stepsOf(event.key, row !== null);
    if (!steps) return;
    event.preventDefault();
    const next = neighbour(hitsOnPage(), document.activeElement, steps);
    next?.focus();
    if (document.querySelector("[data-hit][aria-expanded=true]")) next?.click();
  });
}

/** The arrows scroll, until a hit is in use. */
function stepsOf(key: string, isOnHit: boolean): number {
  if (key.startsWith("Arrow") && !isOnHit) return 0;
  return NEXT.has(key) ? 1 : PREVIOUS.has(key) ? -1 : 0;
}

function Counts({ page, ask }: { page: Found; ask: (words: string) => void }) {
  const { t } = useTranslation();
  const moments = t(page.count_exact ? "search.moments" : "search.momentsOver", { count: page.count });
  const videos = t("search.inVideos", { count: page.video_count });
  const { did_you_mean: meant, begun } = page;
  return (
    <Stack gap={4}>
      <Text c="dimmed" role="status">
        {page.count > 0 ? `${moments} ${videos}` : t("search.none")}
        {begun && ` · ${t("search.begun", { word: begun })}`}
      </Text>
      {meant && (
        <Text>
          {t("search.didYouMean")}{" "}
          <Anchor component="button" type="button" fw={600} underline="always" onClick={() => ask(meant)}>
            {meant}
          </Anchor>
        </Text>
      )}
    </Stack>
  );
}

/** Videos and channels whose names match. */
function TitleMatches({ videos }: { videos: Page["videos"] }) {
  const { t } = useTranslation();
  if (videos.length === 0) return null;
  return (
    <nav className={classes.titles} aria-label={t("search.titles")}>
      <Text size="sm" c="dimmed">
        {t("search.titles")}
      </Text>
      {videos.map((video) => (
        <Link key={video.id} to={`/watch/${video.id}`} className={classes.title}>
          {video.title}
        </Link>
      ))}
    </nav>
  );
}

function Nothing({ hasTitles, ask }: { hasTitles: boolean; ask: (words: string) => void }) {
  const { t } = useTranslation();
  if (hasTitles) return null;
  return (
    <Notice title={t("search.nothingTitle")}>
      <ul className={classes.tips}>
        {(["fewer", "spelling", "filters", "start"] as const).map((tip) => (
          <li key={tip}>{t(`search.tips.${tip}`)}</li>
        ))}
      </ul>
      <Examples ask={ask} />
    </Notice>
  );
}

function ResultsSkeleton() {
  return (
    <Stack gap="md" aria-busy="true">
      <Skeleton height={20} width={220} />
      {[0, 1, 2].map((number) => (
        <div key={number} className={classes.skeleton}>
          <Skeleton className={classes.picture} />
          <Stack gap="sm">
            <Skeleton height={20} width="60%" />
            <Skeleton height={48} />
            <Skeleton height={48} />
          </Stack>
        </div>
      ))}
    </Stack>
  );
}
