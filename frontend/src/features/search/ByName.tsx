/** Videos whose title, and channels whose name, hold the words. */

import { Skeleton, Stack, Text } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { More } from "@/components/More";
import { Failure, Notice } from "@/components/Notice";
import { VideoGrid, VideoGridSkeleton } from "@/components/VideoGrid";
import classes from "@/features/search/ByName.module.css";
import type { Wish } from "@/features/search/query";
import { api, data } from "@/lib/api";
import { keyOf, useChannels } from "@/lib/channels";
import { LIMITS } from "@/lib/lengths";

const PAGE = 24;

export function VideosByName({ wish }: { wish: Wish }) {
  const { t } = useTranslation();
  const { q, language, platform, channel, length } = wish;
  const videos = useInfiniteQuery({
    queryKey: ["videos", "named", wish],
    queryFn: ({ pageParam, signal }) => {
      const ordering = wish.ordering === "newest" ? "-published_at" : "title";
      const narrowed = { search: q, status: "ready", language, platform, channel, ordering, ...LIMITS[length] };
      const query = { ...narrowed, page: pageParam, page_size: PAGE };
      return data(api.GET("/api/v1/videos", { params: { query }, signal }));
    },
    initialPageParam: 1,
    getNextPageParam: (page, _pages, number) => (page.next ? number + 1 : undefined),
    placeholderData: keepPreviousData,
  });
  if (videos.isPending) return <VideoGridSkeleton count={6} />;
  if (!videos.data) return <Failure error={videos.error} retry={() => void videos.refetch()} />;
  const count = videos.data.pages[0]?.count ?? 0;
  if (count === 0) return <Notice title={t("browse.noVideos")} />;
  return (
    <Stack>
      <Text c="dimmed" role="status">
        {t("library.count", { count })}
      </Text>
      <VideoGrid videos={videos.data.pages.flatMap((page) => page.results)} />
      <More list={videos} />
    </Stack>
  );
}

export function ChannelsByName({ words }: { words: string }) {
  const { t } = useTranslation();
  const channels = useChannels(words);
  if (channels.isPending) {
    return (
      <Stack gap="xs" aria-busy="true">
        {[0, 1, 2].map((number) => (
          <Skeleton key={number} height={64} />
        ))}
      </Stack>
    );
  }
  if (!channels.data) return <Failure error={channels.error} retry={() => void channels.refetch()} />;
  if (channels.data.length === 0) return <Notice title={t("browse.noChannels")} />;
  return (
    <ul className={classes.channels}>
      {channels.data.map((channel) => (
        <li key={keyOf(channel)}>
          <Link to={`/library?${new URLSearchParams({ channel: keyOf(channel) })}`} className={classes.channel}>
            <span className={classes.name}>{channel.channel_name}</span>
            <Text component="span" size="sm" c="dimmed">
              {[
                t([`browse.platforms.${channel.platform}`, "browse.platforms.web"]),
                t("library.count", { count: channel.video_count }),
              ].join(" · ")}
            </Text>
          </Link>
        </li>
      ))}
    </ul>
  );
}
