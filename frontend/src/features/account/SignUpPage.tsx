/** Opening an account. */

import { Anchor, PasswordInput, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { AccountForm, useEntering } from "@/features/account/AccountForm";
import { api, data } from "@/lib/api";

const signUp = ({ email = "", password = "", full_name = "", level = "1" }: Record<string, string>) =>
  data(api.POST("/api/v1/auth/signup", { body: { email, password, full_name, level: Number(level) } }));

export function SignUpPage() {
  const { t } = useTranslation();
  const { entering, errorAt, general, state } = useEntering(signUp);
  const below = (
    <Text>
      {t("account.haveAccount")}{" "}
      <Anchor component={Link} to="/login" state={state} underline="always">
        {t("account.logIn")}
      </Anchor>
    </Text>
  );
  const form = { title: t("account.signUp"), action: t("account.open"), entering, general, below };
  return (
    <AccountForm {...form}>
      <TextInput
        name="full_name"
        label={t("account.name")}
        autoComplete="name"
        required
        withAsterisk={false}
        maxLength={150}
        error={errorAt("full_name")}
        autoFocus
      />
      <TextInput
        name="email"
        type="email"
        label={t("account.email")}
        autoComplete="username"
        required
        withAsterisk={false}
        error={errorAt("email")}
      />
      <PasswordInput
        name="password"
        label={t("account.password")}
        description={t("account.passwordHint")}
        autoComplete="new-password"
        required
        withAsterisk={false}
        error={errorAt("password")}
        visibilityToggleButtonProps={{ "aria-label": t("account.showPassword") }}
      />
      <Radio.Group name="level" label={t("account.level")} defaultValue="1" size="md">
        <Stack gap="sm" mt="xs">
          <Radio value="1" size="md" label={t("account.pro")} description={t("account.proText")} />
          <Radio value="2" size="md" label={t("account.proPlus")} description={t("account.proPlusText")} />
        </Stack>
      </Radio.Group>
    </AccountForm>
  );
}
