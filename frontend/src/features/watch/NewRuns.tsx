/** What those who may edit can have done to a video once more. */

import { Group } from "@mantine/core";

import { GiveCaptions } from "@/features/watch/GiveCaptions";
import { TranscribeAgain } from "@/features/watch/TranscribeAgain";
import type { Schemas } from "@/lib/api";

export function NewRuns({ video }: { video: Schemas["Video"] }) {
  return (
    <Group gap="xs" align="flex-start">
      <TranscribeAgain video={video} />
      <GiveCaptions video={video} />
    </Group>
  );
}
