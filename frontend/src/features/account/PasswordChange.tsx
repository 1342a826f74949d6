/** A new password. It ends every session; this one goes on with the new password. */

import { Button, Stack, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Outcome } from "@/features/account/Outcome";
import { Secret } from "@/features/account/Secret";
import { useForm } from "@/features/account/use-form";
import { api, data } from "@/lib/api";
import { forget, signIn } from "@/lib/session";

export function PasswordChange({ email }: { email: string }) {
  const { t } = useTranslation();
  const { sending, submit, errorAt, general } = useForm(
    ["current_password", "new_password"],
    async ({ current_password = "", new_password = "" }) => {
      await api.POST("/api/v1/auth/password/change", { body: { current_password, new_password } });
      const login = data(api.POST("/api/v1/auth/login", { body: { email, password: new_password } }));
      await login.then(({ access, user }) => signIn(access, user), forget); // changed it is: without an answer one logs in
    },
  );
  return (
    <form onSubmit={submit}>
      <Stack maw={480}>
        <VisuallyHidden>
          <input type="email" autoComplete="username" value={email} readOnly tabIndex={-1} aria-hidden />
        </VisuallyHidden>
        <Secret name="current_password" label={t("me.current")} error={errorAt("current_password")} />
        <Secret name="new_password" label={t("me.new")} isNew error={errorAt("new_password")} />
        <Outcome error={general} done={sending.isSuccess ? t("me.changed") : null} />
        <Button type="submit" variant="default" loading={sending.isPending} style={{ alignSelf: "start" }}>
          {t("me.change")}
        </Button>
      </Stack>
    </form>
  );
}
