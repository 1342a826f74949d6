/** The way out: the account and all that is one's own. */

import { Button, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { Outcome } from "@/features/account/Outcome";
import { Secret } from "@/features/account/Secret";
import { useForm } from "@/features/account/use-form";
import { api } from "@/lib/api";
import { forget } from "@/lib/session";

export function DeleteAccount() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isSure, setSure] = useState<boolean | null>(null); // null until somebody asked
  const { sending, submit, errorAt, general } = useForm(["password"], async ({ password = "" }) => {
    await api.DELETE("/api/v1/users/me", { body: { password } as never }); // OpenAPI knows no bodies of DELETE
    await navigate("/");
    forget();
  });
  if (!isSure) {
    return (
      <Button
        variant="default"
        c="var(--mantine-color-error)"
        autoFocus={isSure === false}
        onClick={() => setSure(true)}
      >
        {t("me.leave")}
      </Button>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack maw={480}>
        <Secret name="password" label={t("me.current")} error={errorAt("password")} autoFocus />
        <Outcome error={general} done={null} />
        <Stack gap="xs">
          <Button type="submit" color="red.9" loading={sending.isPending}>
            {t("me.leaveNow")}
          </Button>
          <Button variant="default" onClick={() => setSure(false)}>
            {t("me.stay")}
          </Button>
        </Stack>
      </Stack>
    </form>
  );
}
