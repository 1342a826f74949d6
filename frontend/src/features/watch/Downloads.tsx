/** The files of a video. The menu is loaded when somebody is about to press its button. */

import { Button, type ButtonProps } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { type ComponentProps, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { lazily } from "@/components/lazily";
import type { Schemas } from "@/lib/api";

const load = async () => (await import("@/features/watch/DownloadMenu")).DownloadMenu;
const DownloadMenu = lazily(load);

export function Downloads({ video }: { video: Schemas["Video"] }) {
  const [isWanted, setWanted] = useState(false);
  if (!video.media_url && !video.segment_count) return null;
  const prepare = () => void load().catch(() => undefined); // the press asks again, and tells of failures
  if (!isWanted) return <DownloadButton onPointerEnter={prepare} onFocus={prepare} onClick={() => setWanted(true)} />;
  return (
    <Suspense fallback={<DownloadButton loading />}>
      <DownloadMenu video={video} />
    </Suspense>
  );
}

/** What is pressed, before its menu has arrived and after. */
export function DownloadButton({ className = "", ...props }: ButtonProps & ComponentProps<"button">) {
  const { t } = useTranslation();
  return (
    <Button
      className={`compact ${className}`}
      variant="default"
      h={44}
      leftSection={<IconDownload size={18} aria-hidden />}
      {...props}
    >
      {t("watch.download")}
    </Button>
  );
}
