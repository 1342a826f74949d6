/** A pasted link: what stands behind it, and asking for it. */

import { Alert, Button, Checkbox, Group, Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconLink } from "@tabler/icons-react";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link as RouterLink, useNavigate } from "react-router";

import { Picture } from "@/components/Picture";
import classes from "@/features/add/Add.module.css";
import { ChoiceFields, type Choices, USUAL } from "@/features/add/ChoiceFields";
import { api, data, type Schemas } from "@/lib/api";
import { explain, explainCode } from "@/lib/errors";
import { clock } from "@/lib/format";

type Source = Schemas["Source"];

export function Link() {
  const { t } = useTranslation();
  const lookup = useMutation({
    mutationFn: (url: string) => data(api.POST("/api/v1/lookup", { body: { url } })),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const url = new FormData(event.currentTarget).get("url") as string;
    if (url.trim()) lookup.mutate(url.trim());
  };
  return (
    <section aria-labelledby="add-link">
      <Title order={2} size="h4" id="add-link" mb="xs">
        {t("add.link")}
      </Title>
      <form onSubmit={submit}>
        <Group gap="xs" align="start" wrap="nowrap">
          <TextInput
            name="url"
            inputMode="url"
            className={classes.field}
            aria-label={t("add.link")}
            placeholder="https://"
            autoComplete="off"
            leftSection={<IconLink size={18} aria-hidden />}
          />
          <Button type="submit" loading={lookup.isPending}>
            {t("add.look")}
          </Button>
        </Group>
      </form>
      {lookup.isPending && <Skeleton height={120} mt="md" />}
      {lookup.isError && (
        <Alert color="red" role="alert" mt="md">
          {explain(t, lookup.error)}
        </Alert>
      )}
      {lookup.data && <Preview key={lookup.data.source_url} source={lookup.data} />}
    </section>
  );
}

/** What will be asked for: a video, or the chosen ones of a list. */
function Preview({ source }: { source: Source }) {
  const { t } = useTranslation();
  const [choices, setChoices] = useState<Choices>({ ...USUAL, visibility: "public" });
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const isList = source.kind !== "video";
  const urls = isList
    ? source.entries.map(({ source_url }) => source_url).filter((url) => !left.has(url))
    : [source.source_url];
  const facts = [source.channel_name, source.platform, source.duration !== null && clock(source.duration)];
  return (
    <Stack className={classes.preview} gap="md">
      <div className={classes.source}>
        <Picture url={source.thumbnail_url} duration={source.duration} />
        <div>
          <Text fw={600} lineClamp={3}>
            {source.title || source.source_url}
          </Text>
          <Text size="sm" c="dimmed">
            {facts.filter(Boolean).join(" · ")}
          </Text>
          {isList && (
            <Text size="sm" c="dimmed">
              {t("add.videos", { count: source.entry_count ?? source.entries.length })}
            </Text>
          )}
        </div>
      </div>
      {isList && <Entries source={source} left={left} setLeft={setLeft} />}
      {source.video_id ? (
        <Group>
          <Text>{t("add.known")}</Text>
          <Button component={RouterLink} to={`/watch/${source.video_id}`} variant="default">
            {t("add.watch")}
          </Button>
        </Group>
      ) : (
        <>
          <ChoiceFields choices={choices} onChange={setChoices} />
          <Ask urls={urls} choices={choices} />
        </>
      )}
    </Stack>
  );
}

type EntriesProps = { source: Source; left: ReadonlySet<string>; setLeft: (left: ReadonlySet<string>) => void };

function Entries({ source, left, setLeft }: EntriesProps) {
  const toggle = (url: string) => {
    const next = new Set(left);
    if (!next.delete(url)) next.add(url);
    setLeft(next);
  };
  return (
    <ul className={classes.entries}>
      {source.entries.map((entry) => (
        <li key={entry.source_url}>
          <Checkbox
            size="md"
            checked={!left.has(entry.source_url)}
            onChange={() => toggle(entry.source_url)}
            label={[entry.title || entry.source_url, entry.duration !== null && clock(entry.duration)]
              .filter(Boolean)
              .join(" · ")}
          />
        </li>
      ))}
    </ul>
  );
}

function Ask({ urls, choices }: { urls: string[]; choices: Choices }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { language, visibility } = choices;
  const ask = useMutation({
    mutationFn: async () => {
      const body = { urls, visibility, ...(language && { language }) };
      const made = (await data(api.POST("/api/v1/requests", { body }))) as Schemas["RequestsMade"];
      return made.results.flatMap((result) => ("source_url" in result ? [result.error.code] : []));
    },
    onSuccess: (refused) => (refused.length === 0 ? navigate("/queue") : undefined),
  });
  const [refused] = ask.data ?? [];
  return (
    <>
      {(ask.isError || refused) && (
        <Alert color="red" role="alert">
          {refused ? explainCode(t, refused) : explain(t, ask.error)}
        </Alert>
      )}
      <Button disabled={urls.length === 0} loading={ask.isPending} onClick={() => ask.mutate()}>
        {t("add.ask", { count: urls.length })}
      </Button>
    </>
  );
}
