/** Before anything is typed: examples, and a quiet wall of recent videos. */

import { Button, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Failure, Notice } from "@/components/Notice";
import { VideoGrid, VideoGridSkeleton } from "@/components/VideoGrid";
import { Examples } from "@/features/search/Examples";
import { RECENT } from "@/features/search/query";
import { api, data } from "@/lib/api";
import { keyOf } from "@/lib/query-keys";

export function FrontPage({ ask }: { ask: (words: string) => void }) {
  const { t } = useTranslation();
  const recent = useQuery({
    queryKey: keyOf.recent(),
    queryFn: ({ signal }) => data(api.GET("/api/v1/videos", { params: { query: RECENT }, signal })),
  });
  if (recent.isPending) return <VideoGridSkeleton count={6} />;
  if (!recent.data) return <Failure error={recent.error} retry={() => void recent.refetch()} />;
  if (recent.data.count === 0) {
    return (
      <Notice title={t("front.emptyTitle")} text={t("front.emptyText")}>
        <Button component={Link} to="/add">
          {t("front.add")}
        </Button>
      </Notice>
    );
  }
  return (
    <Stack gap="lg" mt="sm">
      <Examples ask={ask} />
      <Title order={2} size="h4">
        {t("front.recent")}
      </Title>
      <VideoGrid videos={recent.data.results} />
    </Stack>
  );
}
