/** The account, the language and the theme. */

import { ActionIcon, Button, NativeSelect, SegmentedControl, Stack, Text, useMantineColorScheme } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";

import classes from "@/app/PersonMenu.module.css";
import { choose, isLanguage, LANGUAGES } from "@/lib/i18n";
import { signOut } from "@/lib/session";
import { useSession } from "@/lib/use-session";

const THEMES = ["light", "dark", "auto"] as const;
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
        </Stack>
      </div>
    </>
  );
}

function Account({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  if (session.status !== "in") {
    return (
      <Button component={Link} to="/login" state={{ from: pathname + search }} onClick={close} h={44}>
        {t("person.logIn")}
      </Button>
    );
  }
  const leave = async () => {
    close();
    await signOut();
    queries.clear();
    await navigate("/");
  };
  return (
    <>
      <Text fw={600} lineClamp={2}>
        {session.user.full_name}
      </Text>
      <Button variant="default" onClick={leave} h={44}>
        {t("person.logOut")}
      </Button>
    </>
  );
}

function Themes() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const themes = THEMES.map((value) => ({ value, label: t(`person.themes.${value}`) }));
  return (
    <Stack gap={4}>
      <Text size="sm">{t("person.theme")}</Text>
      <SegmentedControl
        aria-label={t("person.theme")}
        size="md"
        orientation="vertical"
        data={themes}
        value={colorScheme}
        onChange={setColorScheme}
      />
    </Stack>
  );
}

function Languages() {
  const { t, i18n } = useTranslation();
  const languages = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  const change = (value: string) => {
    if (isLanguage(value)) void choose(value);
  };
  return (
    <NativeSelect
      label={t("person.language")}
      data={languages}
      value={i18n.language}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
