/** Opening an account. */

import { Anchor, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { AccountForm } from "@/features/account/AccountForm";
import { Email } from "@/features/account/Email";
import { Secret } from "@/features/account/Secret";
import classes from "@/features/account/SignUpPage.module.css";
import { useEntering } from "@/features/account/use-entering";
import type { Entered } from "@/features/account/use-form";
import { api, data } from "@/lib/api";

const signUp = ({ email = "", password = "", full_name = "", level = "1" }: Entered) =>
  data(api.POST("/api/v1/auth/signup", { body: { email, password, full_name, level: Number(level) } }));

/** What each level may do. */
const LEVELS = [
  { value: "1", name: "account.pro", may: ["levels.search", "levels.add", "levels.wait"] },
  { value: "2", name: "account.proPlus", may: ["levels.all", "levels.front"] },
] as const;

export function SignUpPage() {
  const { t } = useTranslation();
  const { form, state } = useEntering(["full_name", "email", "password"], signUp);
  const below = (
    <Text>
      {t("account.haveAccount")}{" "}
      <Anchor component={Link} to="/login" state={state} underline="always">
        {t("account.logIn")}
      </Anchor>
    </Text>
  );
  return (
    <AccountForm title={t("account.signUp")} action={t("account.open")} form={form} below={below}>
      <TextInput
        name="full_name"
        label={t("account.name")}
        autoComplete="name"
        required
        withAsterisk={false}
        maxLength={150}
        error={form.errorAt("full_name")}
        autoFocus
      />
      <Email error={form.errorAt("email")} />
      <Secret name="password" label={t("account.password")} isNew error={form.errorAt("password")} />
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
