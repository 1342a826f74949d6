/** Where the link of a message leads: choosing a new password. What the link carries is sent to nobody but the API. */

import { Anchor } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { AccountForm } from "@/features/account/AccountForm";
import { Secret } from "@/features/account/Secret";
import { useForm } from "@/features/account/use-form";
import { api } from "@/lib/api";
import { current, forget } from "@/lib/session";

export function NewPasswordPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [link] = useState(() => new URLSearchParams(location.hash.slice(1)));
  const form = useForm(["new_password"], async ({ new_password = "" }) => {
    const body = { uid: link.get("uid") ?? "", token: link.get("token") ?? "", new_password };
    await api.POST("/api/v1/auth/password/reset/confirm", { body });
    if (current().status === "in") forget(); // this session has ended with all others
    await navigate("/login", { replace: true, state: { isReset: true } });
  });
  const below = (
    <Anchor component={Link} to="/password/reset" underline="always">
      {t("reset.another")}
    </Anchor>
  );
  return (
    <AccountForm
      title={t("reset.newTitle")}
      text={t("reset.newText")}
      action={t("me.change")}
      form={form}
      below={below}
    >
      <Secret name="new_password" label={t("me.new")} isNew error={form.errorAt("new_password")} autoFocus />
    </AccountForm>
  );
}
