/** Work that goes on: what it is, how far it is, and a way to stop it, if there is one. */

import { Button, Group, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

type WorkBarProps = { label: string; percent: number; cancel?: () => void };

export function WorkBar({ label, percent, cancel }: WorkBarProps) {
  const { t } = useTranslation();
  return (
    <Group gap="sm" wrap="nowrap">
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" role="status">
          {label} {t("work.percent", { percent })}
        </Text>
        <Progress value={Math.max(2, percent)} mt={4} size="md" aria-label={label} transitionDuration={150} />
      </div>
      {cancel && (
        <Button variant="default" h={44} onClick={cancel}>
          {t("work.cancel")}
        </Button>
      )}
    </Group>
  );
}
