/** Where the link of a message leads: choosing a new password. What the link carries is sent to nobody but the API. */

import { Anchor, Button, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { usePageTitle } from "@/components/use-page-title";
import { Outcome } from "@/features/account/Outcome";
import { Secret } from "@/features/account/Secret";
import { useForm } from "@/features/account/use-form";
import { api } from "@/lib/api";

export function NewPasswordPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [link] = useState(() => new URLSearchParams(location.hash.slice(1)));
  usePageTitle(t("reset.newTitle"));
  const { sending, submit, errorAt, general } = useForm(["new_password"], async ({ new_password = "" }) => {
    const body = { uid: link.get("uid") ?? "", token: link.get("token") ?? "", new_password };
    await api.POST("/api/v1/auth/password/reset/confirm", { body });
    await navigate("/login", { replace: true, state: { isReset: true } });
  });
  return (
    <Stack maw={400} mx="auto" px="md" py={48} gap="lg">
      <div>
        <Title order={1} size="h2">
          {t("reset.newTitle")}
        </Title>
        <Text c="dimmed">{t("reset.newText")}</Text>
      </div>
      <form onSubmit={submit}>
        <Stack>
          <Secret name="new_password" label={t("me.new")} isNew error={errorAt("new_password")} autoFocus />
          <Outcome error={general} done={null} />
          <Button type="submit" loading={sending.isPending}>
            {t("me.change")}
          </Button>
        </Stack>
      </form>
      <Anchor component={Link} to="/password/reset" underline="always">
        {t("reset.another")}
      </Anchor>
    </Stack>
  );
}
