/** One's own videos by what they take, and when the film of each goes. */

import { Button, Skeleton, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { More } from "@/components/More";
import { Failure, Notice } from "@/components/Notice";
import { Picture } from "@/components/Picture";
import classes from "@/features/storage/StoragePage.module.css";
import { api, data, type Schemas } from "@/lib/api";
import { day, size } from "@/lib/format";

const PAGE = 24;

export function OwnVideos() {
  const { t } = useTranslation();
  const videos = useInfiniteQuery({
    queryKey: ["storage", "videos"],
    queryFn: ({ pageParam, signal }) => {
      const query = { page: pageParam, page_size: PAGE };
      return data(api.GET("/api/v1/users/me/storage/videos", { params: { query }, signal }));
    },
    initialPageParam: 1,
    getNextPageParam: (page, _pages, number) => (page.next ? number + 1 : undefined),
  });
  if (videos.isPending) return <Skeleton height={200} aria-busy="true" />;
  if (!videos.data) return <Failure error={videos.error} retry={() => void videos.refetch()} />;
  const stored = videos.data.pages.flatMap(({ results }) => results);
  if (stored.length === 0) {
    return (
      <Notice title={t("store.emptyTitle")} text={t("store.emptyText")}>
        <Button component={Link} to="/add">
          {t("front.add")}
        </Button>
      </Notice>
    );
  }
  return (
    <section aria-labelledby="store-videos">
      <Title order={2} size="h4" id="store-videos" mb="xs">
        {t("store.byVideo")}
      </Title>
      <ul className={classes.rows}>
        {stored.map((one) => (
          <Row key={one.id} one={one} readAt={videos.dataUpdatedAt} />
        ))}
      </ul>
      <More list={videos} />
    </section>
  );
}

function Row({ one, readAt }: { one: Schemas["StoredVideo"]; readAt: number }) {
  const { i18n } = useTranslation();
  return (
    <li>
      <Link to={`/watch/${one.id}`} className={classes.row}>
        <span className={classes.picture}>
          <Picture url={one.thumbnail_url} duration={one.duration} />
        </span>
        <span className={classes.words}>
          <Text component="span" fw={600} lineClamp={2}>
            {one.title}
          </Text>
          <Text component="span" size="sm" c="dimmed">
            <WhenItGoes one={one} readAt={readAt} />
          </Text>
        </span>
        <span className={classes.size}>{size(i18n.language, one.size_bytes)}</span>
      </Link>
    </li>
  );
}

/** When the film goes; what is overdue goes with the next look. */
function WhenItGoes({ one, readAt }: { one: Schemas["StoredVideo"]; readAt: number }) {
  const { t, i18n } = useTranslation();
  const { source_dropped_at: dropped, drops_at: goes } = one;
  if (dropped) return t("store.dropped", { date: day(i18n.language, dropped) });
  if (!goes) return t("store.stays");
  if (new Date(goes).getTime() <= readAt) return t("store.goesSoon");
  return t("store.goes", { date: day(i18n.language, goes) });
}
