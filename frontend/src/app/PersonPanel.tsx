/** What stands in the menu of the person: the account, the theme and the language. */

import { Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";

import { showKeys } from "@/app/keys";
import { Languages, Themes } from "@/components/Preferences";
import { signOut } from "@/lib/session";
import { useSession } from "@/lib/use-session";

export function PersonPanel({ close }: { close: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Account close={close} />
      <Themes />
      <Languages />
      <Button
        variant="default"
        h={44}
        onClick={() => {
          close();
          showKeys();
        }}
      >
        {t("keys.title")}
      </Button>
    </Stack>
  );
}

function Account({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const leaving = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      close();
      await navigate("/");
    },
  });
  if (session.status !== "in") {
    return (
      <Button component={Link} to="/login" state={{ from: pathname + search }} onClick={close} h={44}>
        {t("person.logIn")}
      </Button>
    );
  }
  return (
    <>
      <Text fw={600} lineClamp={2}>
        {session.user.full_name}
      </Text>
      <Button component={Link} to="/account" variant="default" h={44} onClick={close}>
        {t("me.title")}
      </Button>
      <Button component={Link} to="/storage" variant="default" h={44} onClick={close}>
        {t("store.title")}
      </Button>
      <Button variant="default" loading={leaving.isPending} onClick={() => leaving.mutate()} h={44}>
        {t("person.logOut")}
      </Button>
      {leaving.isError && (
        <Text size="sm" role="alert">
          {t("me.stillIn")}
        </Text>
      )}
    </>
  );
}
