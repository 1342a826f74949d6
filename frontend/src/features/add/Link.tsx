/** A pasted link: what stands behind it, and asking for it. */

import { Alert, Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconLink } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link as RouterLink } from "react-router";

import { AddressForm } from "@/components/AddressForm";
import { ChoiceFields, type Choices, USUAL } from "@/components/ChoiceFields";
import { Picture } from "@/components/Picture";
import classes from "@/features/add/Add.module.css";
import { Ask } from "@/features/add/Ask";
import { List } from "@/features/add/List";
import { api, data, type Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";
import { clock, languageName } from "@/lib/format";

type Source = Schemas["Source"];

export function Link() {
  const { t } = useTranslation();
  const lookup = useMutation({
    mutationFn: (url: string) => data(api.POST("/api/v1/lookup", { body: { url } })),
  });
  return (
    <section aria-labelledby="add-link">
      <Title order={2} size="h4" id="add-link" mb="xs">
        {t("add.link")}
      </Title>
      <AddressForm
        label={t("add.link")}
        placeholder="https://"
        icon={<IconLink size={18} aria-hidden />}
        action={t("add.look")}
        isPending={lookup.isPending}
        send={(url) => lookup.mutate(url)}
      />
      <Text size="sm" c="dimmed" mt={4}>
        {t("list.hint")}
      </Text>
      <div role="status">{lookup.isPending && <Skeleton height={120} mt="md" aria-label={t("list.looking")} />}</div>
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
  const [choices, setChoices] = useState<Choices>({ ...USUAL, visibility: "public" });
  return (
    <div className={classes.preview}>
      <Heading source={source} />
      {source.kind !== "video" ? (
        <List source={source} choices={choices} setChoices={setChoices} />
      ) : source.video_id ? (
        <Known id={source.video_id} />
      ) : (
        <>
          <ChoiceFields choices={choices} onChange={setChoices} />
          <Ask urls={[source.source_url]} choices={choices} titleOf={() => source.title} />
        </>
      )}
    </div>
  );
}

function Heading({ source }: { source: Source }) {
  const { t, i18n } = useTranslation();
  const isList = source.kind !== "video";
  const platform = t(`browse.platforms.${source.platform}`, { defaultValue: source.platform });
  const facts = [source.channel_name, platform, source.duration !== null && clock(source.duration)];
  const counted = source.entry_count ?? source.entries.length;
  const captions = source.caption_languages.map((code) => languageName(i18n.language, code));
  return (
    <div className={classes.source}>
      <Picture url={source.thumbnail_url} duration={source.duration} />
      <div>
        <Text fw={600} lineClamp={3}>
          {source.title || source.source_url}
        </Text>
        <Text size="sm" c="dimmed">
          {[isList && t(`list.kinds.${source.kind}`), ...facts].filter(Boolean).join(" · ")}
        </Text>
        {isList && (
          <Text size="sm">
            {t(source.entry_count === null ? "list.moreThan" : "add.videos", { count: counted })}
            {counted > source.entries.length && ` · ${t("list.first", { count: source.entries.length })}`}
          </Text>
        )}
        {captions.length > 0 && (
          <Text size="sm" c="dimmed">
            {t("given.there", { languages: captions.join(", ") })}
          </Text>
        )}
      </div>
    </div>
  );
}

function Known({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <Group>
      <Text>{t("add.known")}</Text>
      <Button component={RouterLink} to={`/watch/${id}`} variant="default">
        {t("add.watch")}
      </Button>
    </Group>
  );
}
