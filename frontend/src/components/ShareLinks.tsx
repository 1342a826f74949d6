/** Links to what is private: each ends, or is taken back. */

import { Alert, Button, Group, NativeSelect, Text } from "@mantine/core";
import { IconLink, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Again } from "@/components/Again";
import { CopyButton } from "@/components/CopyButton";
import classes from "@/components/ShareLinks.module.css";
import { api, type Schemas } from "@/lib/api";
import { errorOfLatest, explain } from "@/lib/errors";
import { moment } from "@/lib/format";
import { linksOf, makeLink, type Shared } from "@/lib/links";
import { readingAgain } from "@/lib/reading-again";

const DAY_MS = 86_400_000;
const DAYS = ["1", "7", "30", "never"] as const;

type ShareLinksProps = { shared: Shared; text: string };

export function ShareLinks({ shared, text }: ShareLinksProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [days, setDays] = useState<string>("7");
  const links = useQuery(linksOf(shared));
  const readAgain = () => queries.invalidateQueries({ queryKey: linksOf(shared).queryKey });
  const make = useMutation({
    mutationFn: () =>
      makeLink(shared, days === "never" ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString()),
    ...readingAgain(readAgain),
  });
  const revoke = useMutation({
    mutationFn: (link: string) => api.DELETE("/api/v1/links/{link_id}", { params: { path: { link_id: link } } }),
    ...readingAgain(readAgain),
  });
  const error = errorOfLatest(make, revoke);
  return (
    <div className={classes.links}>
      <Text size="sm" c="dimmed">
        {text}
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
      {links.error && !error && (
        <Alert color="red" role="alert" p="sm">
          {explain(t, links.error)} <Again again={() => void links.refetch()} />
        </Alert>
      )}
      <ul className={classes.list}>
        {links.data?.map((link) => (
          <LinkRow
            key={link.id}
            link={link}
            revoke={() => revoke.mutate(link.id)}
            isBusy={revoke.isPending && revoke.variables === link.id}
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
