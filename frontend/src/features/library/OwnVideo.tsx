/** What one may do with a video of one's own: say who sees it, and delete it. */

import { ActionIcon, NativeSelect } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Confirm } from "@/components/Confirm";
import { type Changes, type Video, VISIBILITIES, type Visibility } from "@/features/library/changes";
import classes from "@/features/library/LibraryPage.module.css";

export function OwnVideo({ video, change }: { video: Video; change: Changes["change"] }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  return (
    <div className={classes.own}>
      <NativeSelect
        className={classes.visibility}
        aria-label={t("library.visibilityOf", { title: video.title })}
        data={VISIBILITIES.map((value) => ({ value, label: t(`visibility.${value}`) }))}
        value={video.visibility}
        onChange={(event) => change([video.id], { visibility: event.currentTarget.value as Visibility })}
      />
      <ActionIcon
        variant="default"
        aria-label={t("library.deleteOf", { title: video.title })}
        onClick={() => setAsking(true)}
      >
        <IconTrash size={20} aria-hidden />
      </ActionIcon>
      {isAsking && (
        <Confirm
          title={t("browse.deleteOne", { title: video.title })}
          text={t("browse.deleteText")}
          action={t("browse.delete")}
          act={() => change([video.id], "delete")}
          close={() => setAsking(false)}
        />
      )}
    </div>
  );
}
