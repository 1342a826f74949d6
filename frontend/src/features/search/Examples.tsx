/** Searches to begin with. */

import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function Examples({ ask }: { ask: (words: string) => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="center" gap="xs">
      <Text c="dimmed">{t("front.try")}</Text>
      {(["words", "phrase", "either"] as const).map((name) => (
        <Button key={name} variant="default" radius="xl" onClick={() => ask(t(`front.examples.${name}`))}>
          {t(`front.examples.${name}`)}
        </Button>
      ))}
    </Group>
  );
}
