/** Videos as a wall of pictures. */

import { Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Picture } from "@/components/Picture";
import classes from "@/components/VideoGrid.module.css";
import type { Schemas } from "@/lib/api";
import { day } from "@/lib/format";

type Video = Schemas["Video"];

/** As many as a wide screen shows in a row. */
const FIRST = 4;

type VideoGridProps = { videos: readonly Video[]; below?: (video: Video) => ReactNode };

/** `below` is what stands under a video, outside its link. */
export function VideoGrid({ videos, below }: VideoGridProps) {
  const { i18n } = useTranslation();
  return (
    <ul className={classes.grid}>
      {videos.map((video, place) => (
        <li key={video.id}>
          <Link to={`/watch/${video.id}`} className={classes.card}>
            <Picture url={video.thumbnail_url} duration={video.duration} isFirst={place < FIRST} />
            <span className={classes.title}>{video.title}</span>
            <Text component="span" size="sm" c="dimmed">
              {[video.channel_name, day(i18n.language, video.published_at)].filter(Boolean).join(" · ")}
            </Text>
          </Link>
          {below?.(video)}
        </li>
      ))}
    </ul>
  );
}

export function VideoGridSkeleton({ count }: { count: number }) {
  return (
    <div className={classes.grid} aria-busy="true">
      {Array.from({ length: count }, (_, number) => (
        <div key={number} className={classes.card}>
          <Skeleton className={classes.picture} />
          <Skeleton height={16} width="80%" />
          <Skeleton height={12} width="50%" />
        </div>
      ))}
    </div>
  );
}
