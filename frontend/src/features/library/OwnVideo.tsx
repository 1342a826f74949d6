/** What one may do with a video of one's own: say who sees it, and delete it. */

import { ActionIcon, NativeSelect, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "@/features/library/LibraryPage.module.css";
import { api, type Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";

type Visibility = Schemas["VisibilityEnum"];

const VISIBILITIES: readonly Visibility[] = ["public", "unlisted", "private"];

export function OwnVideo({ video }: { video: Schemas["Video"] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const params = { path: { video_id: video.id } };
  const readAgain = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["videos"] }),
      queries.invalidateQueries({ queryKey: ["search"] }),
    ]);
  const change = useMutation({
    mutationFn: (visibility: Visibility) => api.PATCH("/api/v1/videos/{video_id}", { params, body: { visibility } }),
    onSettled: readAgain,
  });
  const remove = useMutation({
    mutationFn: () => api.DELETE("/api/v1/videos/{video_id}", { params }),
    onSettled: readAgain,
  });
  const shown = change.isPending ? change.variables : video.visibility; // back to what it was where it is refused
  const error = change.error ?? remove.error;
  return (
    <>
      <div className={classes.own}>
        <NativeSelect
          className={classes.visibility}
          aria-label={t("library.visibilityOf", { title: video.title })}
          data={VISIBILITIES.map((value) => ({ value, label: t(`visibility.${value}`) }))}
          value={shown}
          onChange={(event) => change.mutate(event.currentTarget.value as Visibility)}
        />
        <ActionIcon
          variant="default"
          aria-label={t("library.deleteOf", { title: video.title })}
          loading={remove.isPending}
          onClick={() => {
            if (window.confirm(t("library.confirm", { title: video.title }))) remove.mutate();
          }}
        >
          <IconTrash size={20} aria-hidden />
        </ActionIcon>
      </div>
      {error && (
        <Text size="sm" role="alert" mt={4}>
          {explain(t, error)}
        </Text>
      )}
    </>
  );
}
