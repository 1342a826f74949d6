/** What is stored: one's own by kind and by video, how long it is kept, and for staff the whole server. */

import { Container, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Failure } from "@/components/Notice";
import { usePageTitle } from "@/components/use-page-title";
import { Kinds } from "@/features/storage/Kinds";
import { OwnVideos } from "@/features/storage/OwnVideos";
import { Server } from "@/features/storage/Server";
import { ruleWords } from "@/features/storage/rules";
import { api, data } from "@/lib/api";
import { size } from "@/lib/format";
import { useUser } from "@/lib/use-session";

export function StoragePage() {
  const { t } = useTranslation();
  const user = useUser();
  usePageTitle(t("store.title"));
  return (
    <Container size={800} px="md" py="md">
      <Title order={1} size="h2" mb="md">
        {t("store.title")}
      </Title>
      <Stack gap="xl">
        <Own />
        {user?.is_staff && <Server />}
      </Stack>
    </Container>
  );
}

function Own() {
  const { t, i18n } = useTranslation();
  const own = useQuery({
    queryKey: ["storage", "own"],
    queryFn: ({ signal }) => data(api.GET("/api/v1/users/me/storage", { signal })),
  });
  if (own.isPending) return <Skeleton height={180} aria-busy="true" />;
  if (!own.data) return <Failure error={own.error} retry={() => void own.refetch()} />;
  const { total_bytes: total, videos, uploads, kinds, rules } = own.data;
  const counts = [t("store.videos", { count: videos }), uploads > 0 && t("store.uploads", { count: uploads })];
  return (
    <>
      <section aria-labelledby="store-own">
        <Title order={2} size="h4" id="store-own">
          {t("store.own", { size: size(i18n.language, total) })}
        </Title>
        <Text c="dimmed" mb="sm">
          {counts.filter(Boolean).join(" · ")}
        </Text>
        <Kinds kinds={kinds} />
        <Text mt="sm">{ruleWords(t, i18n.language, rules)}</Text>
      </section>
      <OwnVideos />
    </>
  );
}
