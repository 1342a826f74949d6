/** Says that something needs an account, and leads there and back. */

import { Alert, Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";

type NeedsAccountProps = {
  text: string;
  /** Put behind the address to come back to. */ hash?: string;
  onLeave?: () => void;
};

export function NeedsAccount({ text, hash = "", onLeave }: NeedsAccountProps) {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const state = { from: pathname + search + hash };
  return (
    <Alert role="alert" color="indigo" p="sm">
      <Group gap="sm" justify="space-between">
        <span>{text}</span>
        <Group gap="xs">
          <Button component={Link} to="/login" state={state} h={44} onClick={onLeave}>
            {t("account.logIn")}
          </Button>
          <Button component={Link} to="/signup" state={state} h={44} variant="default" onClick={onLeave}>
            {t("account.open")}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
