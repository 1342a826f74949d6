/** The account, the language and the theme. */

import { ActionIcon, Button, Stack, Text } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";

import { showKeys } from "@/app/keys";
import classes from "@/app/PersonMenu.module.css";
import { Languages, Themes } from "@/components/Preferences";
import { signOut } from "@/lib/session";
import { useSession } from "@/lib/use-session";

const PANEL = "person";

/** The browser's own popover: it closes on Escape and on a press elsewhere, and gives the focus back. */
export function PersonMenu() {
  const { t } = useTranslation();
  const panel = useRef<HTMLDivElement>(null);
  return (
    <>
      <ActionIcon aria-label={t("person.menu")} popoverTarget={PANEL}>
        <IconUser size={22} aria-hidden />
      </ActionIcon>
      <div id={PANEL} ref={panel} popover="auto" role="dialog" aria-label={t("person.menu")} className={classes.panel}>
        <Stack gap="md">
          <Account close={() => panel.current?.hidePopover()} />
          <Themes />
          <Languages />
          <Button
            variant="default"
            h={44}
            onClick={() => {
              panel.current?.hidePopover();
              showKeys();
            }}
          >
            {t("keys.title")}
          </Button>
        </Stack>
      </div>
    </>
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
