/** Whoever forgot the password has a link to a new one sent. */

import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";

import { AccountForm } from "@/features/account/AccountForm";
import { Email } from "@/features/account/Email";
import { useForm } from "@/features/account/use-form";
import { api } from "@/lib/api";

export function ResetPage() {
  const { t, i18n } = useTranslation();
  const { state } = useLocation() as { state: unknown };
  const form = useForm(["email"], ({ email = "" }) =>
    api.POST("/api/v1/auth/password/reset", { body: { email }, headers: { "Accept-Language": i18n.language } }),
  );
  const below = (
    <Anchor component={Link} to="/login" state={state} underline="always">
      {t("person.logIn")}
    </Anchor>
  );
  const words = { title: t("reset.title"), text: t("reset.text"), action: t("reset.send"), done: t("reset.sent") };
  return (
    <AccountForm {...words} form={form} below={below}>
      <Email error={form.errorAt("email")} autoFocus />
    </AccountForm>
  );
}
