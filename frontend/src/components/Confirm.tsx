/** Asks before something that cannot be undone. The safe answer has the focus. */

import { Button, Group, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Dialog } from "@/components/Dialog";

type ConfirmProps = { title: string; text: string; action: string; act: () => void; close: () => void };

export function Confirm({ title, text, action, act, close }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Dialog labelledBy="confirm-title" close={close}>
      <Title order={2} size="h4" id="confirm-title" mb="xs">
        {title}
      </Title>
      <Text mb="lg">{text}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" h={44} onClick={close} autoFocus>
          {t("browse.keep")}
        </Button>
        <Button
          color="red.9"
          h={44}
          onClick={() => {
            close();
            act();
          }}
        >
          {action}
        </Button>
      </Group>
    </Dialog>
  );
}
