/** One moment: its words, and the passage itself, played where it stands. */

import { Alert, Anchor, Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlayerPlayFilled } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { ExactPlayer } from "@/components/ExactPlayer";
import { PlayerSkeleton } from "@/components/PlayerSkeleton";
import { Highlighted } from "@/components/Highlighted";
import classes from "@/features/search/HitRow.module.css";
import type { Hit } from "@/features/search/results";
import { clipOf } from "@/lib/clips";
import { explain } from "@/lib/errors";
import { clock, firstWords, lastWords } from "@/lib/format";

type HitRowProps = { hit: Hit; isPlaying: boolean; play: () => void };

export function HitRow({ hit, isPlaying, play }: HitRowProps) {
  return (
    <li data-hit-row>
      <button type="button" className={classes.hit} data-hit aria-expanded={isPlaying} onClick={play}>
        <span className={classes.time}>
          <IconPlayerPlayFilled size={14} aria-hidden />
          {clock(hit.start)}
        </span>
        <span className={classes.words} dir="auto">
          {hit.before && <span className={classes.near}>{lastWords(hit.before)} </span>}
          <Highlighted text={hit.text} ranges={hit.highlight} />
          {hit.after && <span className={classes.near}> {firstWords(hit.after)}</span>}
        </span>
      </button>
      {isPlaying && <PlayedHit hit={hit} close={play} />}
    </li>
  );
}

function PlayedHit({ hit, close }: { hit: Hit; close: () => void }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const [isRefused, setRefused] = useState(false);
  const clip = useQuery(clipOf({ video_id: hit.video.id, start: hit.start, end: hit.end }));
  useEffect(() => {
    place.current?.scrollIntoView({ block: "nearest" });
  }, [clip.data]);
  const again = () => {
    setRefused(false);
    void clip.refetch();
  };
  return (
    <div ref={place} className={classes.played}>
      {clip.isError || isRefused ? (
        <Alert color="red" role="alert">
          {clip.error ? explain(t, clip.error) : t("error.clip_failed")}{" "}
          <Anchor component="button" type="button" onClick={again}>
            {t("failure.retry")}
          </Anchor>
        </Alert>
      ) : clip.data ? (
        <ExactPlayer clip={clip.data} label={hit.text} onRefused={() => setRefused(true)} />
      ) : (
        <PlayerSkeleton />
      )}
      <Group gap="xs" mt={4}>
        <Button component={Link} to={`/watch/${hit.video.id}?t=${hit.start}`} variant="subtle" h={44}>
          {t("search.watchFromHere")}
        </Button>
        <Button variant="subtle" color="gray" h={44} onClick={close}>
          {t("player.close")}
        </Button>
      </Group>
    </div>
  );
}
