/** A video in the list: what there is to know about it on one line. */

import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Picture } from "@/components/Picture";
import classes from "@/features/library/VideoRow.module.css";
import type { Video } from "@/features/library/changes";
import { day, languageName } from "@/lib/format";

type VideoRowProps = { video: Video; before?: ReactNode; after?: ReactNode };

export function VideoRow({ video, before, after }: VideoRowProps) {
  const { i18n } = useTranslation();
  const facts = [
    video.channel_name,
    day(i18n.language, video.published_at),
    video.language && languageName(i18n.language, video.language),
  ];
  return (
    <li className={classes.row}>
      {before}
      <Link to={`/watch/${video.id}`} className={classes.link}>
        <span className={classes.picture}>
          <Picture url={video.thumbnail_url} duration={video.duration} />
        </span>
        <span className={classes.words}>
          <span className={classes.title}>{video.title}</span>
          <Text component="span" size="sm" c="dimmed">
            {facts.filter(Boolean).join(" · ")}
          </Text>
        </span>
      </Link>
      {after && <div className={classes.after}>{after}</div>}
    </li>
  );
}
