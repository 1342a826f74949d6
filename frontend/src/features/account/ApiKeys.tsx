/** Keys for programs: making one, which is shown once, and taking one back. */

import { ActionIcon, Alert, Button, Code, Group, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Confirm } from "@/components/Confirm";
import { CopyButton } from "@/components/CopyButton";
import { Failure } from "@/components/Notice";
import classes from "@/features/account/ApiKeys.module.css";
import { Outcome } from "@/features/account/Outcome";
import { useForm } from "@/features/account/use-form";
import { api, data, type Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";
import { day, moment } from "@/lib/format";
import { readingAgain } from "@/lib/reading-again";

const KEYS = ["api-keys"];
const MOST = 100;

export function ApiKeys() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const keys = useQuery({
    queryKey: KEYS,
    queryFn: async ({ signal }) =>
      (await data(api.GET("/api/v1/users/me/api-keys", { params: { query: { page_size: MOST } }, signal }))).results,
  });
  const [made, setMade] = useState<Schemas["NewApiKey"] | null>(null);
  const { sending, submit, errorAt, general } = useForm(["name"], async ({ name = "" }) => {
    setMade(await data(api.POST("/api/v1/users/me/api-keys", { body: { name } })));
    await queries.invalidateQueries({ queryKey: KEYS });
  });
  return (
    <Stack>
      <form onSubmit={submit}>
        <Group align="end" gap="xs">
          <TextInput
            name="name"
            label={t("me.keyName")}
            placeholder={t("me.keyExample")}
            className={classes.field}
            required
            withAsterisk={false}
            maxLength={50}
            autoComplete="off"
            error={errorAt("name")}
          />
          <Button type="submit" variant="default" loading={sending.isPending}>
            {t("me.makeKey")}
          </Button>
        </Group>
      </form>
      <Outcome error={general} done={null} />
      {made && <NewKey made={made} />}
      {keys.isPending && <Skeleton height={56} aria-busy="true" />}
      {keys.isError && !keys.data && <Failure error={keys.error} retry={() => void keys.refetch()} />}
      {keys.data && keys.data.length > 0 && (
        <ul className={classes.keys}>
          {keys.data.map((key) => (
            <KeyRow key={key.id} one={key} forget={() => setMade((known) => (known?.id === key.id ? null : known))} />
          ))}
        </ul>
      )}
    </Stack>
  );
}

/** The key itself, this once. */
function NewKey({ made }: { made: Schemas["NewApiKey"] }) {
  const { t } = useTranslation();
  return (
    <Alert color="teal" role="status">
      <Stack gap="xs" align="start">
        <Text fw={600}>{t("me.keyMade")}</Text>
        <Code className={classes.secret}>{made.key}</Code>
        <CopyButton label={t("me.copyKey")} text={() => made.key} />
        <Text size="sm">{t("me.keyUse")}</Text>
        <Code className={classes.secret}>Authorization: Api-Key …</Code>
      </Stack>
    </Alert>
  );
}

function KeyRow({ one, forget }: { one: Schemas["ApiKey"]; forget: () => void }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: async () => {
      await api.DELETE("/api/v1/users/me/api-keys/{key_id}", { params: { path: { key_id: one.id } } });
      forget();
    },
    ...readingAgain(() => queries.invalidateQueries({ queryKey: KEYS })),
  });
  const used = one.used_at ? t("me.keyUsed", { time: moment(i18n.language, one.used_at) }) : t("me.keyUnused");
  return (
    <li className={classes.key}>
      <div className={classes.field}>
        <Text fw={600}>{one.name}</Text>
        <Text size="sm" c="dimmed">
          {[`${one.prefix}…`, t("me.keySince", { date: day(i18n.language, one.created_at) }), used].join(" · ")}
        </Text>
        {remove.isError && (
          <Text size="sm" role="alert">
            {explain(t, remove.error)}
          </Text>
        )}
      </div>
      <ActionIcon
        variant="default"
        aria-label={t("me.deleteKey", { name: one.name })}
        loading={remove.isPending}
        onClick={() => setAsking(true)}
      >
        <IconTrash size={20} aria-hidden />
      </ActionIcon>
      {isAsking && (
        <Confirm
          title={t("me.deleteKey", { name: one.name })}
          text={t("me.deleteKeyText")}
          action={t("browse.delete")}
          act={() => remove.mutate()}
          close={() => setAsking(false)}
        />
      )}
    </li>
  );
}
