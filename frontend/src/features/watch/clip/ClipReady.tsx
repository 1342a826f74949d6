/** A clip that is there: its file, its page, its player for other pages. */

import { Anchor, Button, Group, Text } from "@mantine/core";
import { IconCode, IconDownload, IconExternalLink, IconLink, IconShare } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { CopyButton } from "@/components/CopyButton";
import { ClipLinks } from "@/features/watch/clip/ClipLinks";
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
      {video.visibility === "private" && <ClipLinks clip={clip.id} />}
    </div>
  );
}

function Share({ url, title }: { url: string; title: string }) {
  const { t } = useTranslation();
  return (
    <>
      <CopyButton label={t("clip.copyLink")} icon={<IconLink size={18} aria-hidden />} text={() => url} />
      {"share" in navigator && (
        <Button
          variant="default"
          h={44}
          leftSection={<IconShare size={18} aria-hidden />}
          onClick={() => void navigator.share({ url, title }).catch(() => undefined) /* closed without sharing */}
        >
          {t("clip.share")}
        </Button>
      )}
      <Anchor href={url} target="_blank" rel="noreferrer" underline="always" lh="44px">
        {t("clip.page")} <IconExternalLink size={16} aria-hidden />
      </Anchor>
    </>
  );
}
