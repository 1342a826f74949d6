/** The channels and playlists one follows: when they were looked at, what came, and what went wrong. */

import { Alert, Container, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { AddressForm } from "@/components/AddressForm";
import { Failure, Notice, Stale } from "@/components/Notice";
import { usePageTitle } from "@/components/use-page-title";
import { FollowCard } from "@/features/follows/FollowCard";
import classes from "@/features/follows/FollowsPage.module.css";
import { api, data } from "@/lib/api";
import { explain } from "@/lib/errors";
import { FOLLOWS, useFollows } from "@/lib/follows";
import { usePushes } from "@/lib/use-pushes";

const POLL_MS = 15_000;

export function FollowsPage() {
  const { t } = useTranslation();
  usePageTitle(t("follow.title"));
  return (
    <Container size={800} px="md" py="md">
      <Title order={1} size="h2">
        {t("follow.title")}
      </Title>
      <Text c="dimmed" mb="md">
        {t("follow.text")}
      </Text>
      <Start />
      <Follows />
    </Container>
  );
}

/** Following by an address. */
function Start() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: ({ url }: { url: string; clear: () => void }) =>
      data(api.POST("/api/v1/follows", { body: { url, visibility: "public" } })),
    onSuccess: async (_made, { clear }) => {
      clear();
      await queries.invalidateQueries({ queryKey: FOLLOWS });
    },
  });
  return (
    <>
      <AddressForm
        label={t("follow.address")}
        placeholder={t("follow.address")}
        icon={<IconBell size={18} aria-hidden />}
        action={t("follow.start")}
        isPending={start.isPending}
        send={(url, clear) => start.mutate({ url, clear })}
      />
      {start.isError && (
        <Alert color="red" role="alert" mt="sm">
          {explain(t, start.error)}
        </Alert>
      )}
    </>
  );
}

function Follows() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const follows = useFollows(POLL_MS);
  usePushes(true, ({ type }) => {
    if (type === "request.finished") void queries.invalidateQueries({ queryKey: FOLLOWS });
  });
  if (follows.isPending) {
    return (
      <Stack aria-busy="true" mt="md">
        {[0, 1].map((number) => (
          <Skeleton key={number} height={150} />
        ))}
      </Stack>
    );
  }
  if (!follows.data) return <Failure error={follows.error} retry={() => void follows.refetch()} />;
  if (follows.data.length === 0) return <Notice title={t("follow.emptyTitle")} text={t("follow.emptyText")} />;
  return (
    <>
      <Stale reading={follows} />
      <ul className={classes.list}>
        {follows.data.map((follow) => (
          <FollowCard key={follow.id} follow={follow} />
        ))}
      </ul>
    </>
  );
}
