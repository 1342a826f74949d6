/** The videos of the library, and choosing among one's own. */

import { Alert, Button, Checkbox, Stack, Text } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { IconLink, IconLock, IconWorld } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { More } from "@/components/More";
import { Failure, Notice } from "@/components/Notice";
import { VideoGrid, VideoGridSkeleton } from "@/components/VideoGrid";
import { Bulk } from "@/features/library/Bulk";
import { applied, type Refusal, useChanges, type Video } from "@/features/library/changes";
import classes from "@/features/library/LibraryPage.module.css";
import { OwnVideo } from "@/features/library/OwnVideo";
import { askedOf, isNarrowed, pageAsked, type Shown } from "@/features/library/shown";
import { VideoRow } from "@/features/library/VideoRow";
import { api, data } from "@/lib/api";
import { explain } from "@/lib/errors";
import { keyOf } from "@/lib/query-keys";
import { useSession } from "@/lib/use-session";

function useVideos(shown: Shown) {
  const session = useSession();
  return useInfiniteQuery({
    queryKey: keyOf.library(session.status, askedOf(shown)),
    queryFn: ({ pageParam, signal }) =>
      data(api.GET("/api/v1/videos", { params: { query: pageAsked(shown, pageParam) }, signal })),
    initialPageParam: 1,
    getNextPageParam: (page, _pages, number) => (page.next ? number + 1 : undefined),
    enabled: session.status !== "unknown",
    placeholderData: keepPreviousData,
  });
}

const countOf = (pages: readonly { count: number }[]) => pages[0]?.count ?? 0;

export function Videos({ shown }: { shown: Shown }) {
  const { t } = useTranslation();
  const videos = useVideos(shown);
  const changes = useChanges();
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null); // null: nobody is choosing
  if (videos.isPending) return <VideoGridSkeleton count={8} />;
  if (!videos.data) return <Failure error={videos.error} retry={() => void videos.refetch()} />;
  const read = videos.data.pages.flatMap((page) => page.results);
  const found = applied(read, changes.wishes);
  const count = countOf(videos.data.pages) - (read.length - found.length);
  if (count <= 0) return <Nothing isNarrowed={isNarrowed(shown)} />;
  const own = found.filter(({ can_edit }) => can_edit);
  return (
    <Stack>
      <div className={classes.above}>
        <Text c="dimmed" role="status">
          {t("library.count", { count })}
        </Text>
        {own.length > 0 && !chosen && (
          <Button variant="subtle" h={44} onClick={() => setChosen(new Set())}>
            {t("browse.select")}
          </Button>
        )}
      </div>
      {changes.refusal && <Refused refusal={changes.refusal} />}
      <Shelf videos={found} view={shown.view} chosen={chosen} setChosen={setChosen} change={changes.change} />
      <More list={videos} />
      {chosen && (
        <Bulk
          ids={own.map(({ id }) => id).filter((id) => chosen.has(id))}
          changes={changes}
          done={() => setChosen(null)}
        />
      )}
    </Stack>
  );
}

type ShelfProps = {
  videos: readonly Video[];
  view: Shown["view"];
  chosen: ReadonlySet<string> | null;
  setChosen: (chosen: ReadonlySet<string>) => void;
  change: ReturnType<typeof useChanges>["change"];
};

function Shelf({ videos, view, chosen, setChosen, change }: ShelfProps) {
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const check = (video: Video) =>
    chosen && <Check video={video} isOn={chosen.has(video.id)} toggle={() => toggle(video.id)} />;
  const below = (video: Video) =>
    video.can_edit && (chosen ? <Badge video={video} /> : <OwnVideo video={video} change={change} />);
  if (view === "list") {
    return (
      <ul className={classes.list}>
        {videos.map((video) => (
          <VideoRow key={video.id} video={video} before={check(video)} after={below(video)} />
        ))}
      </ul>
    );
  }
  return (
    <VideoGrid
      videos={videos}
      below={(video) => (
        <div className={classes.choice}>
          {check(video)}
          {below(video)}
        </div>
      )}
    />
  );
}

function Check({ video, isOn, toggle }: { video: Video; isOn: boolean; toggle: () => void }) {
  const { t } = useTranslation();
  const label = t("browse.selectOf", { title: video.title });
  return (
    <div className={classes.check}>
      <Checkbox size="md" aria-label={label} disabled={!video.can_edit} checked={isOn} onChange={toggle} />
    </div>
  );
}

const ICONS = { public: IconWorld, unlisted: IconLink, private: IconLock };

/** Who may see a video. */
function Badge({ video }: { video: Video }) {
  const { t } = useTranslation();
  const visibility = video.visibility ?? "private";
  const Icon = ICONS[visibility];
  return (
    <span className={classes.badge}>
      <Icon size={16} aria-hidden />
      {t(`visibility.${visibility}`)}
    </span>
  );
}

function Refused({ refusal: { count, reason } }: { refusal: Refusal }) {
  const { t } = useTranslation();
  return (
    <Alert color="red" role="alert">
      {t("browse.refused", { count, reason: explain(t, reason) })}
    </Alert>
  );
}

function Nothing({ isNarrowed: isFewer }: { isNarrowed: boolean }) {
  const { t } = useTranslation();
  if (isFewer) return <Notice title={t("library.nothingTitle")} text={t("library.nothingText")} />;
  return (
    <Notice title={t("front.emptyTitle")} text={t("front.emptyText")}>
      <Button component={Link} to="/add">
        {t("front.add")}
      </Button>
    </Notice>
  );
}
