/** Whoever forgot the password has a link to a new one sent. */

import { Anchor, Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";

import { usePageTitle } from "@/components/use-page-title";
import { Outcome } from "@/features/account/Outcome";
import { useForm } from "@/features/account/use-form";
import { api } from "@/lib/api";

export function ResetPage() {
  const { t, i18n } = useTranslation();
  const { state } = useLocation() as { state: unknown };
  usePageTitle(t("reset.title"));
  const { sending, submit, errorAt, general } = useForm(["email"], ({ email = "" }) =>
    api.POST("/api/v1/auth/password/reset", { body: { email }, headers: { "Accept-Language": i18n.language } }),
  );
  return (
    <Stack maw={400} mx="auto" px="md" py={48} gap="lg">
      <div>
        <Title order={1} size="h2">
          {t("reset.title")}
        </Title>
        <Text c="dimmed">{t("reset.text")}</Text>
      </div>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            name="email"
            type="email"
            label={t("account.email")}
            autoComplete="username"
            required
            withAsterisk={false}
            error={errorAt("email")}
            autoFocus
          />
          <Outcome error={general} done={sending.isSuccess ? t("reset.sent") : null} />
          <Button type="submit" loading={sending.isPending}>
            {t("reset.send")}
          </Button>
        </Stack>
      </form>
      <Anchor component={Link} to="/login" state={state} underline="always">
        {t("account.logIn")}
      </Anchor>
    </Stack>
  );
}
