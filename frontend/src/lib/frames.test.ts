import { expect, it } from "vitest";

import { frameSeconds, watchFrames } from "@/lib/frames";

/** A video that shows frames at these times, in seconds, and then says how long one lasts. */
function shown(times: number[]) {
  let see: VideoFrameRequestCallback = () => undefined;
  const video = {
    requestVideoFrameCallback: (next: VideoFrameRequestCallback) => {
      see = next;
      return 1;
    },
    cancelVideoFrameCallback: () => undefined,
  } as unknown as HTMLVideoElement;
  watchFrames(video);
  for (const mediaTime of times) see(0, { mediaTime } as VideoFrameCallbackMetadata);
  return frameSeconds(video);
}

it("reads the length of a frame off those that are shown", () => {
  expect(shown([0, 0.1, 0.1333, 0.2, 5, 5.0333])).toBeCloseTo(1 / 30, 3);
});
it("takes the usual length before anything was shown, and for stills", () => {
  expect(shown([])).toBe(1 / 25);
  expect(shown([0, 2, 4, 4.0001])).toBe(1 / 25);
});
