/** A whole view's message: nothing here yet, not found, failed. Says what happened and what to do. */

import { Alert, Button, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { explain } from "@/lib/errors";
import { focusAround } from "@/lib/focus";

type NoticeProps = { title: string; text?: string; children?: ReactNode };

export function Notice({ title, text, children }: NoticeProps) {
  return (
    <Stack align="center" ta="center" gap="sm" py={64} px="md" maw={520} mx="auto">
      <Title order={2} size="h3">
        {title}
      </Title>
      {text && (
        <Text c="dimmed" style={{ textWrap: "balance" }}>
          {text}
        </Text>
      )}
      {children}
    </Stack>
  );
}

/** A view that could not be read. */
export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <Notice title={t("failure.title")} text={explain(t, error)}>
        <Button
          onClick={(event) => {
            focusAround(event.currentTarget);
            retry();
          }}
        >
          {t("failure.retry")}
        </Button>
      </Notice>
    </div>
  );
}

/** Above what is read again from time to time, where the last time failed. */
export function Stale({ reading: { isError, isPaused } }: { reading: { isError: boolean; isPaused: boolean } }) {
  const { t } = useTranslation();
  const isSaid = isError && !isPaused; // without a network the page says so itself
  return (
    <div role="status">
      {isSaid && (
        <Alert p="sm" mb="md" role="note">
          {t("failure.stale")}
        </Alert>
      )}
    </div>
  );
}
