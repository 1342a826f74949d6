/** What is known of a video: title, channel, source, how it was transcribed. */

import { Anchor, Badge, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "@/features/watch/About.module.css";
import type { Schemas } from "@/lib/api";
import { day, languageName } from "@/lib/format";

type Video = Schemas["Video"];

export function About({ video }: { video: Video }) {
  const { t, i18n } = useTranslation();
  const isWeb = /^https?:/.test(video.source_url ?? "");
  return (
    <Stack gap="sm">
      <Title order={1} size="h3" lineClamp={4} className={classes.title}>
        {video.title}
      </Title>
      <Group gap="xs">
        {video.channel_name && <Text fw={600}>{video.channel_name}</Text>}
        <Text c="dimmed">{day(i18n.language, video.published_at)}</Text>
        {isWeb && (
          <Anchor href={video.source_url} target="_blank" rel="noreferrer" underline="always">
            {t("watch.source")}
          </Anchor>
        )}
        <Badges video={video} />
      </Group>
    </Stack>
  );
}

/** Where a transcript comes from, where that is not plain speech recognition. */
function originOf(transcript: Video["transcript"]): string | null {
  if (!transcript) return null;
  if (transcript.source === "captions") return transcript.quality === "low" ? "given.automatic" : "given.byPeople";
  return transcript.quality === "low" ? "watch.lowQuality" : null;
}

function Badges({ video }: { video: Video }) {
  const { t, i18n } = useTranslation();
  const { transcript } = video;
  const origin = originOf(transcript);
  return (
    <>
      {video.visibility !== "public" && (
        <Badge variant="default" tt="none" size="lg">
          {t(`visibility.${video.visibility ?? "private"}`)}
        </Badge>
      )}
      {transcript?.language && (
        <Badge variant="default" tt="none" size="lg">
          {languageName(i18n.language, transcript.language)}
        </Badge>
      )}
      {origin && (
        <Badge variant="default" tt="none" size="lg" title={transcript?.engine}>
          {t(origin)}
        </Badge>
      )}
    </>
  );
}
