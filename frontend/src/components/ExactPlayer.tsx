/** Plays exactly one passage of a clip file: from its first frame, not a picture earlier, to its end. */

import { ActionIcon, Group, Loader, Text } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconRepeat, IconVolume, IconVolumeOff } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/components/ExactPlayer.module.css";
import { useKeyDown } from "@/components/use-key-down";
import { useWhilePlaying } from "@/components/use-while-playing";
import type { Clip } from "@/lib/clips";
import { clock } from "@/lib/format";
import { watchFrames } from "@/lib/frames";
import { pressed, seek, silence, toggle } from "@/lib/media-keys";
import { remembered } from "@/lib/remembered";

const AT_END_SECONDS = 0.05;
const looping = remembered("soundbite.loop");

type ExactPlayerProps = {
  clip: Clip;
  label: string;
  onRefused: () => void;
  /** Fills the place it stands in, whatever that place's shape. */
  isFilling?: boolean;
};

export function ExactPlayer({ clip, label, onRefused, isFilling }: ExactPlayerProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [isShown, setShown] = useState(false);
  const [isPlaying, setPlaying] = useState(false);
  const limits = { from: clip.pre_roll, to: clip.play_end };
  const time = useLimits(video, limits);
  const source = clip.play_url?.split("#")[0];

  useEffect(() => (video.current ? watchFrames(video.current) : undefined), []);
  useKeyDown((event) => {
    if (video.current) pressed(event, video.current, limits);
  });
  const show = () => {
    if (isShown) return;
    setShown(true);
    video.current?.play().catch(() => setPlaying(false)); // a browser that wants a press first
  };
  return (
    <div className={classes.player} role="group" aria-label={label} data-filling={isFilling}>
      <div className={classes.stage}>
        <video
          ref={video}
          className={classes.video}
          data-shown={isShown}
          src={source}
          preload="auto"
          playsInline
          aria-label={label}
          onLoadedMetadata={() => seek(video.current, limits.from)}
          onSeeked={show}
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onError={onRefused}
          onClick={() => video.current && toggle(video.current)}
        />
        {!isShown && <Loader className={classes.waiting} />}
      </div>
      <Controls video={video} isPlaying={isPlaying} time={time} limits={limits} />
    </div>
  );
}

/** Keeps the video within its limits at every frame; tells where it is, in seconds. */
function useLimits(video: React.RefObject<HTMLVideoElement | null>, { from, to }: { from: number; to: number }) {
  const [time, setTime] = useState(from);
  const keepWithin = (player: HTMLVideoElement) => {
    setTime(player.currentTime);
    if (player.paused || player.seeking || player.currentTime < to) return;
    if (looping.get()) player.currentTime = from;
    else player.pause();
  };
  useWhilePlaying(video, keepWithin, from);
  useEffect(() => {
    const player = video.current;
    const rewind = () => {
      if (player && player.currentTime >= to - AT_END_SECONDS) player.currentTime = from;
    };
    player?.addEventListener("play", rewind);
    return () => player?.removeEventListener("play", rewind);
  }, [video, from, to]);
  return time;
}

type ControlsProps = {
  video: React.RefObject<HTMLVideoElement | null>;
  isPlaying: boolean;
  time: number;
  limits: { from: number; to: number };
};

function Controls({ video, isPlaying, time, limits }: ControlsProps) {
  const { t } = useTranslation();
  const [isLoop, setLoop] = useState(looping.get);
  const [isMuted, setMuted] = useState(false);
  const length = limits.to - limits.from;
  const at = Math.min(length, Math.max(0, time - limits.from));
  return (
    <Group gap={4} wrap="nowrap" className={classes.controls}>
      <ActionIcon
        aria-label={t(isPlaying ? "player.pause" : "player.play")}
        onClick={() => video.current && toggle(video.current)}
      >
        {isPlaying ? <IconPlayerPause aria-hidden /> : <IconPlayerPlay aria-hidden />}
      </ActionIcon>
      <input
        type="range"
        className={classes.place}
        aria-label={t("player.place")}
        aria-valuetext={t("player.placeOf", { at: clock(at), length: clock(length) })}
        min={limits.from}
        max={limits.to}
        step={0.04}
        value={Math.min(limits.to, Math.max(limits.from, time))}
        onChange={(event) => seek(video.current, event.currentTarget.valueAsNumber)}
      />
      <Text size="sm" className={classes.time}>
        {clock(at)} / {clock(length)}
      </Text>
      <ActionIcon
        aria-label={t("player.loop")}
        aria-pressed={isLoop}
        variant={isLoop ? "light" : "subtle"}
        onClick={() => {
          looping.set(!isLoop);
          setLoop(!isLoop);
        }}
      >
        <IconRepeat size={20} aria-hidden />
      </ActionIcon>
      <ActionIcon
        aria-label={t(isMuted ? "player.unmute" : "player.mute")}
        onClick={() => {
          silence(video.current, !isMuted);
          setMuted(!isMuted);
        }}
      >
        {isMuted ? <IconVolumeOff size={20} aria-hidden /> : <IconVolume size={20} aria-hidden />}
      </ActionIcon>
    </Group>
  );
}
