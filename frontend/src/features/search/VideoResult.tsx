/** One video of the results, with its hits. */

import { Button, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Picture } from "@/components/Picture";
import { HitRow } from "@/features/search/HitRow";
import type { Wish } from "@/features/search/query";
import { hitsOfVideo, type VideoHits } from "@/features/search/results";
import classes from "@/features/search/VideoResult.module.css";
import { explain } from "@/lib/errors";

type VideoResultProps = {
  result: VideoHits;
  wish: Wish;
  playing: string | null;
  play: (hit: string | null) => void;
  isFirst: boolean;
};

export function VideoResult({ result, wish, playing, play, isFirst }: VideoResultProps) {
  const { t } = useTranslation();
  const { video, matches } = result;
  const [isOpen, setOpen] = useState(false);
  const all = useQuery({ ...hitsOfVideo(wish, video.id), enabled: isOpen });
  const hits = (isOpen && all.data) || result.hits;
  const rest = matches - result.hits.length;
  const address = `/watch/${video.id}`;
  return (
    <li className={classes.video}>
      <Link to={address} className={classes.picture} tabIndex={-1} aria-hidden>
        <Picture url={video.thumbnail_url} duration={video.duration} isFirst={isFirst} />
      </Link>
      <div className={classes.words}>
        <Title order={2} size="h4" className={classes.title}>
          <Link to={address}>{video.title}</Link>
        </Title>
        <Text size="sm" c="dimmed">
          {[video.channel_name, t("search.moments", { count: matches })].filter(Boolean).join(" · ")}
        </Text>
        <ul className={classes.hits}>
          {hits.map((hit) => (
            <HitRow
              key={hit.segment_id}
              hit={hit}
              isPlaying={playing === hit.segment_id}
              play={() => play(playing === hit.segment_id ? null : hit.segment_id)}
            />
          ))}
        </ul>
        {all.isError && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {explain(t, all.error)}
          </Text>
        )}
        {rest > 0 && !all.data && (
          <Button
            variant="subtle"
            size="sm"
            h={44}
            loading={all.isFetching}
            onClick={() => (isOpen ? void all.refetch() : setOpen(true))}
          >
            {t("search.moreInVideo", { count: rest })}
          </Button>
        )}
      </div>
    </li>
  );
}
