/** The field for the address that an account is known by. */

import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

type EmailProps = { error: string | undefined; autoFocus?: boolean };

export function Email({ error, autoFocus = false }: EmailProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      name="email"
      type="email"
      label={t("account.email")}
      autoComplete="username"
      required
      withAsterisk={false}
      error={error}
      autoFocus={autoFocus}
    />
  );
}
