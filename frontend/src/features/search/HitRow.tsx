/** One moment: its words, and the passage itself, played where it stands. */

import { Button, Group } from "@mantine/core";
import { IconPlayerPlayFilled, IconScissors } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { AddToSupercut } from "@/components/AddToSupercut";
import { Highlighted } from "@/components/Highlighted";
import { PlayedPassage } from "@/components/PlayedPassage";
import classes from "@/features/search/HitRow.module.css";
import { type Hit, pieceOf } from "@/features/search/results";
import { excerpt } from "@/lib/excerpts";
import { clock } from "@/lib/format";
import { written } from "@/lib/moments";

type HitRowProps = { hit: Hit; isPlaying: boolean; play: () => void };

export function HitRow({ hit, isPlaying, play }: HitRowProps) {
  const { before, text, highlight, after } = excerpt(hit);
  return (
    <li data-hit-row className={classes.row}>
      <button type="button" className={classes.hit} data-hit aria-expanded={isPlaying} onClick={play}>
        <span className={classes.time}>
          <IconPlayerPlayFilled size={14} aria-hidden />
          {clock(hit.start)}
        </span>
        <span className={classes.words} dir="auto">
          {before && <span className={classes.near}>{before} </span>}
          <Highlighted text={text} ranges={highlight} />
          {after && <span className={classes.near}> {after}</span>}
        </span>
      </button>
      <AddToSupercut piece={pieceOf(hit)} isSmall />
      {isPlaying && <PlayedHit hit={hit} close={play} />}
    </li>
  );
}

function PlayedHit({ hit, close }: { hit: Hit; close: () => void }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const { id } = hit.video;
  useEffect(() => {
    place.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={place} className={classes.played}>
      <PlayedPassage passage={{ video_id: id, start: hit.start, end: hit.end }} label={hit.text} />
      <Group gap={0} mt={4}>
        <Button component={Link} to={`/watch/${id}?t=${hit.start}`} variant="subtle" h={44} px="sm">
          {t("search.watchFromHere")}
        </Button>
        <Button
          component={Link}
          to={`/watch/${id}?t=${hit.start}&clip=${written(hit)}`}
          variant="subtle"
          h={44}
          px="sm"
          leftSection={<IconScissors size={18} aria-hidden />}
        >
          {t("clip.make")}
        </Button>
        <Button variant="subtle" color="gray" h={44} px="sm" onClick={close}>
          {t("player.close")}
        </Button>
      </Group>
    </div>
  );
}
