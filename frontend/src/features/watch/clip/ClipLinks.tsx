/** Links to a clip of a private video: each ends, or is taken back. */

import { Alert, Button, Group, NativeSelect, Text } from "@mantine/core";
import { IconLink, IconTrash } from "@tabler/icons-react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CopyButton } from "@/components/CopyButton";
import classes from "@/features/watch/clip/ClipLinks.module.css";
import { api, data, type Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";
import { moment } from "@/lib/format";

const DAY_MS = 86_400_000;
const DAYS = ["1", "7", "30", "never"] as const;

const linksOf = (clip: string) =>
  queryOptions({
    queryKey: ["links", clip],
    queryFn: async ({ signal }) =>
      (await data(api.GET("/api/v1/clips/{clip_id}/links", { params: { path: { clip_id: clip } }, signal }))).results,
  });

export function ClipLinks({ clip }: { clip: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [days, setDays] = useState<string>("7");
  const links = useQuery(linksOf(clip));
  const readAgain = () => queries.invalidateQueries({ queryKey: linksOf(clip).queryKey });
  const make = useMutation({
    mutationFn: () => {
      const expires_at = days === "never" ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
      return data(
        api.POST("/api/v1/clips/{clip_id}/links", { params: { path: { clip_id: clip } }, body: { expires_at } }),
      );
    },
    onSettled: readAgain,
  });
  const revoke = useMutation({
    mutationFn: (link: string) => api.DELETE("/api/v1/links/{link_id}", { params: { path: { link_id: link } } }),
    onSettled: readAgain,
  });
  const error = make.error ?? revoke.error ?? links.error;
  return (
    <div className={classes.links}>
      <Text size="sm" c="dimmed">
        {t("links.text")}
      </Text>
      <Group gap={8} align="end">
        <NativeSelect
          label={t("links.lasts")}
          value={days}
          data={DAYS.map((value) => ({ value, label: t(`links.for.${value}`) }))}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Button
          h={44}
          leftSection={<IconLink size={18} aria-hidden />}
          loading={make.isPending}
          onClick={() => make.mutate()}
        >
          {t("links.make")}
        </Button>
      </Group>
      {error && (
        <Alert color="red" role="alert" p="sm">
          {explain(t, error)}
        </Alert>
      )}
      <ul className={classes.list}>
        {links.data?.map((link) => (
          <LinkRow
            key={link.id}
            link={link}
            revoke={() => revoke.mutate(link.id)}
            isBusy={revoke.variables === link.id}
          />
        ))}
      </ul>
    </div>
  );
}

type LinkRowProps = { link: Schemas["Link"]; revoke: () => void; isBusy: boolean };

function LinkRow({ link, revoke, isBusy }: LinkRowProps) {
  const { t, i18n } = useTranslation();
  const until = link.expires_at
    ? t("links.until", { time: moment(i18n.language, link.expires_at) })
    : t("links.untilRevoked");
  return (
    <li className={classes.row} data-busy={isBusy}>
      <div className={classes.words}>
        <a href={link.url} target="_blank" rel="noreferrer">
          {link.url.replace(/^https?:\/\//, "")}
        </a>
        <Text size="sm" c="dimmed">
          {until}
        </Text>
      </div>
      <CopyButton label={t("clip.copyLink")} text={() => link.url} />
      <Button variant="default" h={44} leftSection={<IconTrash size={18} aria-hidden />} onClick={revoke}>
        {t("links.revoke")}
      </Button>
    </li>
  );
}
