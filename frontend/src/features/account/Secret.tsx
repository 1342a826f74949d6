/** A field for a password, which can be shown. */

import { PasswordInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

type SecretProps = {
  name: string;
  label: string;
  isNew?: boolean;
  error: string | undefined;
  autoFocus?: boolean;
};

export function Secret({ name, label, isNew = false, error, autoFocus = false }: SecretProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      name={name}
      label={label}
      description={isNew ? t("account.passwordHint") : undefined}
      autoComplete={isNew ? "new-password" : "current-password"}
      required
      withAsterisk={false}
      error={error}
      autoFocus={autoFocus}
      visibilityToggleButtonProps={{ "aria-label": t("account.showPassword") }}
    />
  );
}
