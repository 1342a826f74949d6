/** A supercut that is there: played, shared, taken away, and handed to an editor. */

import { Alert, Button, Group, Menu, Text } from "@mantine/core";
import { IconDownload, IconFileExport } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Share } from "@/components/Share";
import { ShareLinks } from "@/components/ShareLinks";
import classes from "@/features/supercut/Making.module.css";
import { file, type Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";
import { lasting, size } from "@/lib/format";
import { downloadOf, save } from "@/lib/save";

const EXPORTS = ["edl", "otio", "fcpxml", "vtt"] as const;

export function Made({ supercut }: { supercut: Schemas["Supercut"] }) {
  const { t, i18n } = useTranslation();
  const { url } = supercut;
  const facts = [
    supercut.format.toUpperCase(),
    lasting(i18n.language, supercut.duration),
    supercut.size !== null && size(i18n.language, supercut.size),
  ].filter(Boolean);
  if (!url) return null;
  const Player = supercut.format === "mp4" ? "video" : "audio";
  return (
    <>
      <Text role="status" fw={600} data-made>
        {t("supercut.ready")}{" "}
        <Text component="span" c="dimmed" fw={400}>
          {facts.join(" · ")}
        </Text>
      </Text>
      <Player
        className={classes.player}
        src={url}
        controls
        playsInline
        preload="metadata"
        aria-label={t("supercut.title")}
      />
      <Group gap={8}>
        <Button
          component="a"
          href={downloadOf(url)}
          download
          h={44}
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          {t("clip.download")}
        </Button>
        {supercut.share_url && <Share url={supercut.share_url} title={t("supercut.title")} />}
        <Exports id={supercut.id} />
      </Group>
      {!supercut.share_url && (
        <ShareLinks shared={{ kind: "supercut", id: supercut.id }} text={t("supercut.private")} />
      )}
    </>
  );
}

function Exports({ id }: { id: string }) {
  const { t } = useTranslation();
  const taking = useMutation({
    mutationFn: async (format: string) =>
      save(await file(`/api/v1/supercuts/${id}/export?format=${format}`), `Supercut.${format}`),
  });
  return (
    <>
      <Menu position="top-end" withinPortal={false} transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button
            variant="default"
            h={44}
            loading={taking.isPending}
            leftSection={<IconFileExport size={18} aria-hidden />}
          >
            {t("supercut.exports")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {EXPORTS.map((format) => (
            <Menu.Item key={format} mih={44} onClick={() => taking.mutate(format)}>
              {t(`supercut.exportKinds.${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {taking.error && (
        <Alert color="red" role="alert" p="sm">
          {explain(t, taking.error)}
        </Alert>
      )}
    </>
  );
}
