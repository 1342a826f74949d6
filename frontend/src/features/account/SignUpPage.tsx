/** Opening an account. */

import { Anchor, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { AccountForm, useEntering } from "@/features/account/AccountForm";
import { Secret } from "@/features/account/Secret";
import classes from "@/features/account/SignUpPage.module.css";
import { api, data } from "@/lib/api";

const signUp = ({ email = "", password = "", full_name = "", level = "1" }: Record<string, string>) =>
  data(api.POST("/api/v1/auth/signup", { body: { email, password, full_name, level: Number(level) } }));

/** What each level may do. */
const LEVELS = [
  { value: "1", name: "account.pro", may: ["levels.search", "levels.add", "levels.wait"] },
  { value: "2", name: "account.proPlus", may: ["levels.all", "levels.front"] },
] as const;

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
      <Secret name="password" label={t("account.password")} isNew error={errorAt("password")} />
      <Radio.Group name="level" label={t("account.level")} defaultValue="1" size="md">
        <Stack gap="sm" mt="xs">
          {LEVELS.map(({ value, name, may }) => (
            <Radio
              key={value}
              value={value}
              size="md"
              classNames={{ root: classes.level, body: classes.body }}
              label={t(name)}
              description={may.map((words) => (
                <span key={words} className={classes.line}>
                  {t(words)}
                </span>
              ))}
            />
          ))}
        </Stack>
      </Radio.Group>
    </AccountForm>
  );
}
