/** How long one frame of a video lasts: no browser says, so it is read off the frames that are shown. */

const USUAL_SECONDS = 1 / 25;
/** Less is two names of one frame, more is a gap: something was passed over. */
const LIKELY = { from: 1 / 130, to: 1 / 9 };

const shortest = new WeakMap<HTMLVideoElement, number>();

export const frameSeconds = (video: HTMLVideoElement) => shortest.get(video) ?? USUAL_SECONDS;

/** Watches the frames of a video from now on; the function returned ends it. */
export function watchFrames(video: HTMLVideoElement): () => void {
  let last = Infinity;
  let request = 0;
  const see = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
    const gap = mediaTime - last;
    last = mediaTime;
    if (gap >= LIKELY.from && gap <= LIKELY.to) shortest.set(video, Math.min(gap, shortest.get(video) ?? Infinity));
    request = video.requestVideoFrameCallback(see);
  };
  request = video.requestVideoFrameCallback(see);
  return () => video.cancelVideoFrameCallback(request);
}
