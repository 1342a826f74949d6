/** The theme and the language, which this browser remembers. */

import { NativeSelect, SegmentedControl, Stack, Text, useMantineColorScheme } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/components/Preferences.module.css";
import { choose } from "@/lib/i18n";
import { isLanguage, LANGUAGES } from "@/lib/language";

const THEMES = ["light", "dark", "auto"] as const;

export function Themes({ isWide = false }: { isWide?: boolean }) {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const themes = THEMES.map((value) => ({ value, label: t(`person.themes.${value}`) }));
  return (
    <Stack gap={4}>
      <Text fw={500}>{t("person.theme")}</Text>
      <SegmentedControl
        aria-label={t("person.theme")}
        size="md"
        fullWidth
        classNames={{ label: classes.choice }}
        orientation={isWide ? "horizontal" : "vertical"}
        data={themes}
        value={colorScheme}
        onChange={setColorScheme}
      />
    </Stack>
  );
}

export function Languages() {
  const { t, i18n } = useTranslation();
  const languages = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  const [isMissing, setMissing] = useState(false);
  const change = (value: string) => {
    setMissing(false);
    if (isLanguage(value)) choose(value).catch(() => setMissing(true));
  };
  return (
    <NativeSelect
      label={t("person.language")}
      data={languages}
      value={i18n.language}
      error={isMissing && t("broken.missing")}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
