/** A clip that is there: its file, its page, its player for other pages. */

import { Button, Group, Text } from "@mantine/core";
import { IconCode, IconDownload } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { CopyButton } from "@/components/CopyButton";
import { Share } from "@/components/Share";
import { ShareLinks } from "@/components/ShareLinks";
import { embedCode } from "@/features/watch/clip/embed";
import type { Choice } from "@/features/watch/clip/forms";
import type { Schemas } from "@/lib/api";
import type { Clip } from "@/lib/clips";
import { lasting, size } from "@/lib/format";
import { downloadOf } from "@/lib/save";

type ClipReadyProps = { clip: Clip; video: Schemas["Video"]; choice: Choice };

export function ClipReady({ clip, video, choice }: ClipReadyProps) {
  const { t, i18n } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const facts = [
    clip.format.toUpperCase(),
    lasting(i18n.language, clip.duration),
    clip.size !== null && size(i18n.language, clip.size),
  ].filter(Boolean);
  const share = clip.share_url;
  return (
    <div ref={place} data-ready>
      <Group gap={8}>
        <Text role="status" fw={600}>
          {t("clip.ready")}{" "}
          <Text component="span" c="dimmed" fw={400}>
            {facts.join(" · ")}
          </Text>
        </Text>
        {clip.url && (
          <Button
            component="a"
            href={downloadOf(clip.url)}
            download
            h={44}
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            {t("clip.download")}
          </Button>
        )}
        {share && <Share url={share} title={video.title} />}
        {clip.embed_url && (
          <CopyButton
            label={t("clip.copyEmbed")}
            icon={<IconCode size={18} aria-hidden />}
            text={() => embedCode(clip.embed_url ?? "", video.title, video, choice.form === "vertical")}
          />
        )}
      </Group>
      {video.visibility === "private" && <ShareLinks shared={{ kind: "clip", id: clip.id }} text={t("links.text")} />}
    </div>
  );
}
