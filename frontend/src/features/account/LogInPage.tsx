/** Logging in. */

import { Alert, Anchor, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { AccountForm } from "@/features/account/AccountForm";
import { Email } from "@/features/account/Email";
import { Secret } from "@/features/account/Secret";
import { useEntering } from "@/features/account/use-entering";
import type { Entered } from "@/features/account/use-form";
import { api, data } from "@/lib/api";

const logIn = ({ email = "", password = "" }: Entered) =>
  data(api.POST("/api/v1/auth/login", { body: { email, password } }));

export function LogInPage() {
  const { t } = useTranslation();
  const { form, state } = useEntering(["email", "password"], logIn);
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
  return (
    <AccountForm title={t("account.logIn")} action={t("person.logIn")} form={form} below={below}>
      {state?.isReset && <Alert color="teal">{t("reset.done")}</Alert>}
      <Email error={form.errorAt("email")} autoFocus />
      <Secret name="password" label={t("account.password")} error={form.errorAt("password")} />
    </AccountForm>
  );
}
