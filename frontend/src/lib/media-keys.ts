/** The keys that players have in common, on whichever video is in front. */

import { frameSeconds } from "@/lib/frames";

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** The part of a video that keys may move in, in seconds. */
export type Limits = { from: number; to: number };

export function toggle(video: HTMLVideoElement) {
  if (video.paused)
    video.play().catch(() => undefined); // paused again before it began, or the browser wants a press
  else video.pause();
}

export function seek(video: HTMLVideoElement | null, seconds: number) {
  if (video) video.currentTime = seconds;
}

export function silence(video: HTMLVideoElement | null, isMuted: boolean) {
  if (video) video.muted = isMuted;
}

export function setSpeed(video: HTMLVideoElement | null, speed: number) {
  if (video) video.playbackRate = speed;
}

export function changeSpeed(video: HTMLVideoElement, steps: number) {
  const now = SPEEDS.findIndex((speed) => speed >= video.playbackRate);
  video.playbackRate = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, now + steps))] ?? 1;
}

const move = (seconds: number) => (video: HTMLVideoElement, limits: Limits) => {
  video.currentTime = Math.min(limits.to, Math.max(limits.from, video.currentTime + seconds));
};
const step = (frames: number) => (video: HTMLVideoElement, limits: Limits) => {
  video.pause();
  move(frames * frameSeconds(video))(video, limits);
};

async function fullScreen(video: HTMLVideoElement) {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await video.requestFullscreen();
}

type Modes = ArrayLike<Pick<TextTrack, "mode">>;

/** Which captions are shown; -1 where none are. */
export const shownOf = (tracks: Modes) => Array.from(tracks).findIndex(({ mode }) => mode === "showing");

/** Shows the next captions: as spoken, in English where there are such, none. */
export function showNext(tracks: Modes) {
  const next = shownOf(tracks) + 1;
  Array.from(tracks).forEach((track, place) => (track.mode = place === next ? "showing" : "hidden"));
}

/** Shows other captions or hides them; the video's `change` of text tracks tells. */
export function toggleCaptions(video: HTMLVideoElement | null) {
  if (video) showNext(video.textTracks);
}

const KEYS: Record<string, (video: HTMLVideoElement, limits: Limits) => unknown> = {
  " ": toggle,
  k: toggle,
  j: move(-10),
  l: move(10),
  ArrowLeft: move(-5),
  ArrowRight: move(5),
  ",": step(-1),
  ".": step(1),
  "<": (video) => changeSpeed(video, -1),
  ">": (video) => changeSpeed(video, 1),
  c: toggleCaptions,
  f: fullScreen,
  m: (video) => (video.muted = !video.muted),
};

/** Whether someone is typing, or the browser or a control wants the key for itself. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target as HTMLElement;
  if (target.closest("input, textarea, select, [contenteditable], [role=menu], dialog")) return true;
  const isControl = target.closest("button, a, video, [role=button]") !== null;
  return isControl && (event.key === " " || event.key === "Enter");
}

/** Does what the key says; false where it says nothing to a player. */
export function pressed(event: KeyboardEvent, video: HTMLVideoElement, limits: Limits): boolean {
  const act = KEYS[event.key];
  if (!act) return false;
  event.preventDefault();
  void act(video, limits);
  return true;
}
