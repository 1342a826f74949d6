/** Logging in. */

import { Anchor, PasswordInput, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { AccountForm, useEntering } from "@/features/account/AccountForm";
import { api, data } from "@/lib/api";

const logIn = (entered: Record<string, string>) =>
  data(api.POST("/api/v1/auth/login", { body: { email: entered.email ?? "", password: entered.password ?? "" } }));

export function LogInPage() {
  const { t } = useTranslation();
  const { entering, errorAt, general, state } = useEntering(logIn);
  const below = (
    <Text>
      {t("account.noAccount")}{" "}
      <Anchor component={Link} to="/signup" state={state} underline="always">
        {t("account.signUp")}
      </Anchor>
    </Text>
  );
  const form = { title: t("account.logIn"), action: t("account.logIn"), entering, general, below };
  return (
    <AccountForm {...form}>
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
      <PasswordInput
        name="password"
        label={t("account.password")}
        autoComplete="current-password"
        required
        withAsterisk={false}
        error={errorAt("password")}
        visibilityToggleButtonProps={{ "aria-label": t("account.showPassword") }}
      />
    </AccountForm>
  );
}
