/** What is known of a video: title, channel, source, how it was transcribed, downloads. */

import { Anchor, Badge, Button, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import { file, type Schemas } from "@/lib/api";
import { day, languageName } from "@/lib/format";
import { setSpeed, SPEEDS } from "@/lib/media-keys";
import { save } from "@/lib/save";

type Video = Schemas["Video"];
type AboutProps = { video: Video; player: RefObject<HTMLVideoElement | null> };

const FORMATS = ["srt", "vtt", "txt", "json", "tsv"] as const;

export function About({ video, player }: AboutProps) {
  const { t, i18n } = useTranslation();
  const isWeb = /^https?:/.test(video.source_url ?? "");
  return (
    <Stack gap="sm">
      <Title order={1} size="h3">
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
      <Group gap="sm" align="end">
        <Speed player={player} />
        {Boolean(video.segment_count) && <Downloads video={video} />}
      </Group>
    </Stack>
  );
}

function Badges({ video }: { video: Video }) {
  const { t, i18n } = useTranslation();
  const { transcript } = video;
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
      {transcript?.quality === "low" && (
        <Badge variant="default" tt="none" size="lg" title={transcript.engine}>
          {t("watch.lowQuality")}
        </Badge>
      )}
    </>
  );
}

function Speed({ player }: { player: AboutProps["player"] }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <NativeSelect
      label={t("player.speed")}
      defaultValue="1"
      data={SPEEDS.map((speed) => ({ value: String(speed), label: `${number.format(speed)}×` }))}
      onChange={(event) => setSpeed(player.current, Number(event.currentTarget.value))}
    />
  );
}

function Downloads({ video }: { video: Video }) {
  const { t } = useTranslation();
  const [format, setFormat] = useState<string>("srt");
  const download = useMutation({
    mutationFn: async () => {
      const transcript = await file(`/api/v1/videos/${video.id}/transcript?format=${format}`);
      save(transcript, `${video.title.slice(0, 100)}.${format}`);
    },
  });
  return (
    <>
      <NativeSelect
        label={t("watch.transcript")}
        data={FORMATS.map((value) => ({ value, label: value.toUpperCase() }))}
        value={format}
        onChange={(event) => setFormat(event.currentTarget.value)}
      />
      <Button
        variant="default"
        leftSection={<IconDownload size={18} aria-hidden />}
        loading={download.isPending}
        onClick={() => download.mutate()}
      >
        {t("watch.download")}
      </Button>
    </>
  );
}
