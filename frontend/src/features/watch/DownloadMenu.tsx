/** The video and its transcript as files: a menu that is open when it appears. */

import { Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";

import { DownloadButton } from "@/features/watch/Downloads";
import classes from "@/features/watch/PlayerTools.module.css";
import { file, type Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";
import { downloadOf, save } from "@/lib/save";

const FORMATS = ["srt", "vtt", "txt", "json", "tsv"] as const;

export function DownloadMenu({ video }: { video: Schemas["Video"] }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  /** Opens once its button has the focus, which closing then gives back. */
  const begin = useCallback((button: HTMLButtonElement | null) => {
    button?.focus();
    if (button) setOpen(true);
  }, []);
  const download = useMutation({
    mutationFn: async (format: string) => {
      const transcript = await file(`/api/v1/videos/${video.id}/transcript?format=${format}`);
      save(transcript, `${video.title.slice(0, 100)}.${format}`);
    },
  });
  return (
    <>
      <Menu opened={isOpen} onChange={setOpen} position="bottom-start" withinPortal transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <DownloadButton ref={begin} loading={download.isPending} />
        </Menu.Target>
        <Menu.Dropdown>
          {video.media_url && (
            <Menu.Item className={classes.item} component="a" href={downloadOf(video.media_url)} download>
              {t("watch.downloadVideo")}
            </Menu.Item>
          )}
          {Boolean(video.segment_count) &&
            FORMATS.map((format) => (
              <Menu.Item className={classes.item} key={format} onClick={() => download.mutate(format)}>
                {t("watch.downloadTranscript", { format: format.toUpperCase() })}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <span role="alert">{download.isError && explain(t, download.error)}</span>
    </>
  );
}
