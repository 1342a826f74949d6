/** The next page of a list, and what went wrong with it: the pages that are there stay. */

import { Button, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { explain } from "@/lib/errors";

type MoreProps = {
  list: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    error: unknown;
    fetchNextPage: () => unknown;
  };
};

export function More({ list }: MoreProps) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <Stack gap="xs">
      {list.isFetchNextPageError && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {explain(t, list.error)}
        </Text>
      )}
      <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t("search.more")}
      </Button>
    </Stack>
  );
}
