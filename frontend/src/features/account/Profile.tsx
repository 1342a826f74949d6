/** The name, which can be changed, and what cannot. */

import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Outcome } from "@/features/account/Outcome";
import { useForm } from "@/features/account/use-form";
import { api, data } from "@/lib/api";
import { day } from "@/lib/format";
import { rename, type User } from "@/lib/session";

export function Profile({ user }: { user: User }) {
  const { t, i18n } = useTranslation();
  const { sending, submit, errorAt, general } = useForm(["full_name"], async ({ full_name = "" }) =>
    rename(await data(api.PATCH("/api/v1/users/me", { body: { full_name } }))),
  );
  const [level, text] =
    user.level === 2 ? (["account.proPlus", "levels.front"] as const) : (["account.pro", "levels.add"] as const);
  return (
    <form onSubmit={submit}>
      <Stack maw={480} align="stretch">
        <TextInput
          name="full_name"
          label={t("account.name")}
          defaultValue={user.full_name}
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={150}
          error={errorAt("full_name")}
        />
        <div>
          <Text>{user.email}</Text>
          <Text c="dimmed" size="sm">
            {t("me.levelIs", { level: t(level), text: t(text) })}
          </Text>
          <Text c="dimmed" size="sm">
            {t("me.since", { date: day(i18n.language, user.joined_at) })}
          </Text>
        </div>
        <Outcome error={general} done={sending.isSuccess ? t("me.saved") : null} />
        <Button type="submit" variant="default" loading={sending.isPending} style={{ alignSelf: "start" }}>
          {t("me.save")}
        </Button>
      </Stack>
    </form>
  );
}
