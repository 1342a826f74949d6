/** For staff: the whole disk, what each person takes, and what housekeeping would remove now. */

import { Alert, Button, Skeleton, Stack, Text, Title } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Failure } from "@/components/Notice";
import { Kinds } from "@/features/storage/Kinds";
import { ruleWords } from "@/features/storage/rules";
import classes from "@/features/storage/StoragePage.module.css";
import { api, data } from "@/lib/api";
import { explain } from "@/lib/errors";
import { day, size } from "@/lib/format";

const PAGE = 24;

export function Server() {
  const { t, i18n } = useTranslation();
  const bytes = (number: number) => size(i18n.language, number);
  const whole = useQuery({
    queryKey: ["storage", "server"],
    queryFn: ({ signal }) => data(api.GET("/api/v1/storage", { signal })),
  });
  if (whole.isPending) return <Skeleton height={180} aria-busy="true" />;
  if (!whole.data) return <Failure error={whole.error} retry={() => void whole.refetch()} />;
  const { total_bytes: total, free_bytes: free, kinds, rules } = whole.data;
  return (
    <>
      <section aria-labelledby="store-server">
        <Title order={2} size="h4" id="store-server">
          {t("store.server", { size: bytes(total) })}
        </Title>
        <Text c="dimmed" mb="sm">
          {[
            t("store.free", { size: bytes(free) }),
            t("store.sources", { size: bytes(whole.data.source_bytes) }),
            t("store.clipBudget", { size: bytes(whole.data.clip_cache_bytes) }),
          ].join(" · ")}
        </Text>
        <Kinds kinds={kinds} />
        <Text mt="sm">{ruleWords(t, i18n.language, rules)}</Text>
      </section>
      <DryRun />
      <People />
    </>
  );
}

/** What the hourly housekeeping would remove now; looking removes nothing. */
function DryRun() {
  const { t, i18n } = useTranslation();
  const run = useQuery({
    queryKey: ["storage", "retention"],
    queryFn: ({ signal }) => data(api.GET("/api/v1/storage/retention", { signal })),
    enabled: false,
    gcTime: 0,
  });
  const bytes = (number: number) => size(i18n.language, number);
  return (
    <section aria-labelledby="store-dry-run">
      <Title order={2} size="h4" id="store-dry-run">
        {t("store.dryRun")}
      </Title>
      <Text c="dimmed" mb="sm">
        {t("store.dryRunText")}
      </Text>
      <Button variant="default" h={44} loading={run.isFetching} onClick={() => void run.refetch()}>
        {t("store.dryRunLook")}
      </Button>
      {run.isError && (
        <Alert color="red" role="alert" mt="sm">
          {explain(t, run.error)}
        </Alert>
      )}
      {run.data && (
        <Stack gap="xs" mt="sm" role="status">
          <Text>
            {t("store.wouldGo", { count: run.data.source_count, size: bytes(run.data.source_bytes) })}{" "}
            {t("store.orphans", { count: run.data.orphan_count, size: bytes(run.data.orphan_bytes) })}
          </Text>
          <ul className={classes.plain}>
            {run.data.sources.map((one) => (
              <li key={one.video_id}>
                <Link to={`/watch/${one.video_id}`}>{one.title}</Link>
                <span>
                  {day(i18n.language, one.processed_at)} · {bytes(one.size_bytes)}
                </span>
              </li>
            ))}
            {run.data.orphans.map((one) => (
              <li key={one.path}>
                <code>{one.path}</code>
                <span>{bytes(one.size_bytes)}</span>
              </li>
            ))}
          </ul>
        </Stack>
      )}
    </section>
  );
}

function People() {
  const { t, i18n } = useTranslation();
  const [page, setPage] = useState(1);
  const people = useQuery({
    queryKey: ["storage", "people", page],
    queryFn: ({ signal }) =>
      data(api.GET("/api/v1/storage/people", { params: { query: { page, page_size: PAGE } }, signal })),
    placeholderData: keepPreviousData,
  });
  if (people.isPending) return <Skeleton height={120} aria-busy="true" />;
  if (!people.data) return <Failure error={people.error} retry={() => void people.refetch()} />;
  return (
    <section aria-labelledby="store-people">
      <Title order={2} size="h4" id="store-people" mb="xs">
        {t("store.people")}
      </Title>
      <ul className={classes.plain}>
        {people.data.results.map((who) => (
          <li key={who.id ?? "gone"}>
            <span>
              {who.id ? who.full_name || who.email : t("store.gone")}
              {who.id && (
                <Text component="span" size="sm" c="dimmed" display="block">
                  {who.email}
                </Text>
              )}
            </span>
            <span>
              {t("store.videos", { count: who.videos })} · {size(i18n.language, who.total_bytes)}
            </span>
          </li>
        ))}
      </ul>
      {(people.data.next || page > 1) && (
        <Button variant="default" h={44} onClick={() => setPage(people.data.next ? page + 1 : 1)}>
          {t(people.data.next ? "store.nextPeople" : "store.firstPeople")}
        </Button>
      )}
    </section>
  );
}
