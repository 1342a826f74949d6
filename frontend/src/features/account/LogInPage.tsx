/** Logging in. */

import { Alert, Anchor, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { AccountForm, useEntering } from "@/features/account/AccountForm";
import { Secret } from "@/features/account/Secret";
import { api, data } from "@/lib/api";

const logIn = (entered: Record<string, string>) =>
  data(api.POST("/api/v1/auth/login", { body: { email: entered.email ?? "", password: entered.password ?? "" } }));

export function LogInPage() {
  const { t } = useTranslation();
  const { entering, errorAt, general, state } = useEntering(logIn);
  const below = (
    <Stack gap="xs">
      <Text>
        {t("account.noAccount")}{" "}
        <Anchor component={Link} to="/signup" state={state} underline="always">
          {t("account.signUp")}
        </Anchor>
      </Text>
      <Anchor component={Link} to="/password/reset" state={state} underline="always">
        {t("reset.forgotten")}
      </Anchor>
    </Stack>
  );
  const form = { title: t("account.logIn"), action: t("account.logIn"), entering, general, below };
  return (
    <AccountForm {...form}>
      {state?.isReset && <Alert color="teal">{t("reset.done")}</Alert>}
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
      <Secret name="password" label={t("account.password")} error={errorAt("password")} />
    </AccountForm>
  );
}
