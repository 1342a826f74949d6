/** Following a list from its preview: what is new there comes by itself. */

import { Button, Text } from "@mantine/core";
import { IconBell, IconBellCheck } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { type Choices, fieldsOf } from "@/components/ChoiceFields";
import classes from "@/features/add/Add.module.css";
import { api, data, type Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";
import { FOLLOWS, useFollows } from "@/lib/follows";

type FollowThisProps = { source: Schemas["Source"]; choices: Choices };

export function FollowThis({ source, choices }: FollowThisProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const follows = useFollows();
  const start = useMutation({
    mutationFn: () => data(api.POST("/api/v1/follows", { body: { url: source.source_url, ...fieldsOf(choices) } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: FOLLOWS }),
  });
  const isFollowed = start.isSuccess || follows.data?.some(({ url }) => url === source.source_url);
  if (isFollowed) {
    return (
      <div className={classes.follow} role="status">
        <Text size="sm">{t("follow.isFollowed")}</Text>
        <Button component={Link} to="/follows" variant="default" leftSection={<IconBellCheck size={18} aria-hidden />}>
          {t("follow.see")}
        </Button>
      </div>
    );
  }
  return (
    <div className={classes.follow}>
      <Button
        variant="default"
        loading={start.isPending}
        leftSection={<IconBell size={18} aria-hidden />}
        onClick={() => start.mutate()}
      >
        {t(source.kind === "channel" ? "follow.thisChannel" : "follow.thisPlaylist")}
      </Button>
      <Text size="sm" c="dimmed">
        {t("follow.whatItDoes")}
      </Text>
      {start.isError && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {explain(t, start.error)}
        </Text>
      )}
    </div>
  );
}
