/** Under the player: captions, speed, a clip from here, the link to this moment, the files. */

import { Button, Group, NativeSelect } from "@mantine/core";
import { IconBadgeCc, IconBadgeCcFilled, IconLink, IconPencil, IconScissors } from "@tabler/icons-react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";

import { CopyButton } from "@/components/CopyButton";
import { Downloads } from "@/features/watch/Downloads";
import classes from "@/features/watch/PlayerTools.module.css";
import { usePlayerState } from "@/features/watch/use-player-state";
import type { Schemas } from "@/lib/api";
import { plain } from "@/lib/format";
import { setSpeed, SPEEDS, toggleCaptions } from "@/lib/media-keys";

type Video = Schemas["Video"];
type PlayerToolsProps = {
  video: Video;
  player: RefObject<HTMLVideoElement | null>;
  hasLines: boolean;
  /** Chooses the moment that is played now. */
  clipHere: () => void;
  isEditing: boolean;
  /** Begins or ends the editing of the transcript; null for those who may not. */
  setEditing: ((isEditing: boolean) => void) | null;
};

export function PlayerTools({ video, player, hasLines, clipHere, isEditing, setEditing }: PlayerToolsProps) {
  const { t, i18n } = useTranslation();
  const isThere = Boolean(video.media_url);
  const state = usePlayerState(player, isThere);
  const hasCaptions = hasLines || video.tracks.includes("english");
  const here = () => {
    const time = Math.floor((player.current?.currentTime ?? 0) * 10) / 10;
    return `${location.origin}/watch/${video.id}${time > 0 ? `?t=${time}` : ""}`;
  };
  return (
    <Group gap={8} className={classes.tools}>
      {isThere && (
        <>
          <Button h={44} leftSection={<IconScissors size={18} aria-hidden />} onClick={clipHere}>
            {t("clip.make")}
          </Button>
          <Button
            variant={state.isCaptioned ? "light" : "default"}
            h={44}
            aria-pressed={state.isCaptioned}
            disabled={!hasCaptions}
            leftSection={
              state.isCaptioned ? <IconBadgeCcFilled size={20} aria-hidden /> : <IconBadgeCc size={20} aria-hidden />
            }
            onClick={() => toggleCaptions(player.current)}
          >
            {t("player.captions")}
          </Button>
          <NativeSelect
            className={classes.speed}
            aria-label={t("player.speed")}
            value={String(state.speed)}
            data={SPEEDS.map((speed) => ({ value: String(speed), label: `${plain(i18n.language, speed)}×` }))}
            onChange={(event) => setSpeed(player.current, Number(event.currentTarget.value))}
          />
        </>
      )}
      <CopyButton
        className="compact"
        label={t("watch.copyMoment")}
        icon={<IconLink size={18} aria-hidden />}
        text={here}
      />
      <Downloads video={video} />
      {setEditing && (
        <Button
          className="compact"
          variant={isEditing ? "light" : "default"}
          h={44}
          aria-pressed={isEditing}
          leftSection={<IconPencil size={18} aria-hidden />}
          onClick={() => setEditing(!isEditing)}
        >
          {t("edit.button")}
        </Button>
      )}
    </Group>
  );
}
