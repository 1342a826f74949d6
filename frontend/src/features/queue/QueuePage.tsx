/** One's own requests: waiting, in work, failed, done. */

import { Button, Container, Skeleton, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Failure, Notice, Stale } from "@/components/Notice";
import { usePageTitle } from "@/components/use-page-title";
import { type Request, type Session, useQueue } from "@/features/queue/live";
import { RequestCard } from "@/features/queue/RequestCard";
import classes from "@/features/queue/QueuePage.module.css";

const PARTS = [
  { name: "working", statuses: ["processing"] },
  { name: "waiting", statuses: ["queued"] },
  { name: "failed", statuses: ["failed"] },
  { name: "done", statuses: ["completed", "cancelled"] },
] as const;

const place = (request: Request) => request.queue_position ?? Infinity;

export function QueuePage() {
  const { t } = useTranslation();
  usePageTitle(t("queue.title"));
  return (
    <Container size={800} px="md" py="md">
      <Title order={1} size="h2" mb="md">
        {t("queue.title")}
      </Title>
      <Queue />
    </Container>
  );
}

function Queue() {
  const { t } = useTranslation();
  const { requests, sessions } = useQueue();
  if (requests.isPending) {
    return (
      <Stack aria-busy="true">
        {[0, 1, 2].map((number) => (
          <Skeleton key={number} height={104} />
        ))}
      </Stack>
    );
  }
  if (!requests.data) return <Failure error={requests.error} retry={() => void requests.refetch()} />;
  if (requests.data.length === 0) {
    return (
      <Notice title={t("queue.emptyTitle")} text={t("queue.emptyText")}>
        <Button component={Link} to="/add">
          {t("front.add")}
        </Button>
      </Notice>
    );
  }
  return (
    <>
      <Stale reading={requests} />
      {PARTS.map(({ name, statuses }) => {
        const part = requests.data.filter(({ status }) => statuses.some((known) => known === status));
        return part.length > 0 && <Part key={name} name={name} requests={part} sessions={sessions.data ?? []} />;
      })}
    </>
  );
}

type PartProps = { name: (typeof PARTS)[number]["name"]; requests: readonly Request[]; sessions: readonly Session[] };

function Part({ name, requests, sessions }: PartProps) {
  const { t } = useTranslation();
  const ordered = name === "waiting" ? [...requests].sort((one, other) => place(one) - place(other)) : requests;
  return (
    <section aria-labelledby={`queue-${name}`} className={classes.part}>
      <Title order={2} size="h4" id={`queue-${name}`}>
        {t(`queue.parts.${name}`)}
      </Title>
      <ul className={classes.list}>
        {ordered.map((request) => (
          <RequestCard
            key={request.id}
            request={request}
            session={sessions.find(({ id }) => id === request.session_id)}
          />
        ))}
      </ul>
    </section>
  );
}
