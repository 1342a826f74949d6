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

type Track = Schemas["Video"]["tracks"][number];

const WORDS: Record<Track, string> = { original: "watch.downloadTranscript", english: "english.download" };
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
    mutationFn: async ({ format, track }: { format: string; track: Track }) => {
      const transcript = await file(`/api/v1/videos/${video.id}/transcript?format=${format}&track=${track}`);
      save(transcript, `${video.title.slice(0, 100)}${track === "english" ? ".en" : ""}.${format}`);
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
          {video.tracks.map((track) =>
            FORMATS.map((format) => (
              <Menu.Item
                className={classes.item}
                key={track + format}
                onClick={() => download.mutate({ format, track })}
              >
                {t(WORDS[track], { format: format.toUpperCase() })}
              </Menu.Item>
            )),
          )}
        </Menu.Dropdown>
      </Menu>
      <span role="alert">{download.isError && explain(t, download.error)}</span>
    </>
  );
}
