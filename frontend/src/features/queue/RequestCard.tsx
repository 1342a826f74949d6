/** One request: where it stands, what is being done, why it failed, and what one can do about it. */

import { Button, Group, Progress, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Picture } from "@/components/Picture";
import type { Request, Session } from "@/features/queue/live";
import classes from "@/features/queue/QueuePage.module.css";
import { EnglishStanding, useEnglishStep } from "@/features/queue/EnglishStanding";
import { englishAction, percentOf, type Step, wordsOf } from "@/features/queue/steps";
import { api, data } from "@/lib/api";
import { explain, explainCode } from "@/lib/errors";
import { moment, percent, span } from "@/lib/format";
import { readingAgain } from "@/lib/reading-again";
import { useUser } from "@/lib/use-session";

type RequestCardProps = { request: Request; session: Session | undefined };
type Action = "cancel" | "retry" | "process";

export function RequestCard({ request, session }: RequestCardProps) {
  const { t } = useTranslation();
  const { video } = request;
  const english = useEnglishStep(request, session);
  return (
    <li className={classes.card}>
      <Picture url={video.thumbnail_url} duration={video.duration} />
      <div className={classes.body}>
        <Link to={`/watch/${video.id}`} className={classes.title}>
          {video.title || video.source_url}
        </Link>
        <Standing request={request} session={session} />
        {request.status === "processing" && session && <Steps session={session} />}
        {request.status === "failed" && (
          <Text c="var(--mantine-color-error)">
            {explainCode(t, request.error?.code ?? "", "error.internal_error")}
          </Text>
        )}
        {english && <EnglishStanding step={english} />}
        <Actions request={request} english={english} />
      </div>
    </li>
  );
}

function Standing({ request, session }: RequestCardProps) {
  const { t, i18n } = useTranslation();
  const { status, queue_position: place, queue_length: length } = request;
  const left = status === "processing" ? session?.eta_seconds : request.eta_seconds;
  const about = left ? t("queue.left", { time: span(i18n.language, left) }) : "";
  const words = {
    queued: place ? t("queue.place", { place, length }) : t("queue.parts.waiting"),
    processing: t("queue.percent", { percent: session?.progress ?? 0 }),
    completed: t("queue.completed", { time: moment(i18n.language, request.completed_at ?? request.requested_at) }),
    failed: t("queue.failed"),
    cancelled: t("queue.cancelled"),
  }[status];
  return (
    <Text size="sm" c="dimmed">
      {[words, about].filter(Boolean).join(" · ")}
    </Text>
  );
}

function Steps({ session }: { session: Session }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className={classes.steps}>
      {session.steps.map((step) => {
        const value = percentOf(step);
        const label = t([wordsOf(step), "queue.steps.other"]);
        return (
          <li key={step.name} className={classes.step}>
            <span>{label}</span>
            <Progress.Root size="sm">
              <Progress.Section value={value} aria-label={label} />
            </Progress.Root>
            <span className={classes.percent}>{percent(i18n.language, value / 100)}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** What may be done with a request as it stands; Pro Plus may move one to the front. */
function actionsFor({ status, queue_position }: Request, level: number, english: Step | undefined): Action[] {
  if (status === "failed" || status === "cancelled") return ["retry"];
  if (status === "queued" && level === 2 && queue_position !== 1) return ["process", "cancel"];
  if (status !== "completed") return ["cancel"];
  const action = english && englishAction(english);
  return action ? [action] : [];
}

function Actions({ request, english }: { request: Request; english: Step | undefined }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const level = useUser()?.level ?? 1;
  const readAgain = () =>
    Promise.all(["requests", "sessions", "session"].map((kind) => queries.invalidateQueries({ queryKey: [kind] })));
  const act = useMutation({
    mutationFn: (action: Action) =>
      data(api.POST(`/api/v1/requests/{request_id}/${action}`, { params: { path: { request_id: request.id } } })),
    ...readingAgain(readAgain),
  });
  const actions = actionsFor(request, level, english);
  return (
    <>
      {actions.length > 0 && (
        <Group gap="xs">
          {actions.map((action) => (
            <Button
              key={action}
              variant="default"
              h={44}
              loading={act.isPending && act.variables === action}
              onClick={() => act.mutate(action)}
            >
              {t(`queue.actions.${action}`)}
            </Button>
          ))}
        </Group>
      )}
      {act.isError && <Text role="alert">{explain(t, act.error)}</Text>}
    </>
  );
}
