/** The page of what is shared: its address, and a look at it. */

import { Anchor, Button } from "@mantine/core";
import { IconExternalLink, IconLink, IconShare } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { CopyButton } from "@/components/CopyButton";

export function Share({ url, title }: { url: string; title: string }) {
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
