/** One followed list: where it stands, what came by it, its choices, pausing it and letting it go. */

import { Anchor, Badge, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { ChoiceFields } from "@/components/ChoiceFields";
import { Confirm } from "@/components/Confirm";
import classes from "@/features/follows/FollowsPage.module.css";
import { useFollow } from "@/features/follows/use-follow";
import { explain, explainCode } from "@/lib/errors";
import type { Follow } from "@/lib/follows";
import { moment } from "@/lib/format";

type Acts = ReturnType<typeof useFollow>;

export function FollowCard({ follow }: { follow: Follow }) {
  const { t } = useTranslation();
  const acts = useFollow(follow);
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <Anchor href={follow.url} target="_blank" rel="noreferrer" fw={600} lineClamp={2}>
          {follow.title}
        </Anchor>
        <Group gap={6} wrap="nowrap">
          <Badge variant="default" tt="none" size="lg">
            {t(`list.kinds.${follow.kind === "channel" ? "channel" : "playlist"}`)}
          </Badge>
          {follow.is_paused && (
            <Badge variant="default" tt="none" size="lg">
              {t("follow.paused")}
            </Badge>
          )}
        </Group>
      </div>
      <Standing follow={follow} acts={acts} />
      <Came follow={follow} />
      <Choices follow={follow} change={acts.change} />
      <Buttons follow={follow} acts={acts} />
      {acts.error !== null && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {explain(t, acts.error)}
        </Text>
      )}
    </li>
  );
}

function Standing({ follow, acts: { isLooking, isLate } }: { follow: Follow; acts: Acts }) {
  const { t, i18n } = useTranslation();
  const { last_checked_at: last, next_check_at: next = "", error } = follow;
  const time = (iso: string) => moment(i18n.language, iso);
  const words = [last && t("follow.looked", { time: time(last) })];
  if (isLooking) words.push(t("follow.looking"));
  else if (isLate) words.push(t("follow.late"));
  else if (!follow.is_paused && next) words.push(t("follow.next", { time: time(next) }));
  return (
    <div>
      <Text size="sm" c="dimmed" role="status">
        {words.filter(Boolean).join(" · ")}
      </Text>
      {error && (
        <Text size="sm" c="var(--mantine-color-error)">
          {t("follow.failed", { reason: explainCode(t, error.code, "error.internal_error") })}
        </Text>
      )}
    </div>
  );
}

function Came({ follow }: { follow: Follow }) {
  const { t, i18n } = useTranslation();
  if (follow.came_count === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("follow.nothing")}
      </Text>
    );
  }
  return (
    <div>
      <Text size="sm">{t("follow.came", { count: follow.came_count })}</Text>
      <ul className={classes.came}>
        {follow.came.map((one) => (
          <li key={one.request_id}>
            <Anchor component={Link} to={`/watch/${one.video_id}`} size="sm" lineClamp={1} underline="always">
              {one.title}
            </Anchor>
            <Text size="sm" c="dimmed">
              {t(`follow.states.${one.status}`)} · {moment(i18n.language, one.requested_at)}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Choices({ follow, change }: { follow: Follow; change: Acts["change"] }) {
  const { t } = useTranslation();
  const { language = "", visibility = "public", caption_policy: captions = "ignore", translate = false } = follow;
  return (
    <details className={classes.choices}>
      <summary className={classes.summary}>{t("follow.choices")}</summary>
      <ChoiceFields
        choices={{ language, visibility, captions, translate }}
        onChange={({ captions, ...next }) => change({ ...next, caption_policy: captions })}
      />
    </details>
  );
}

function Buttons({ follow, acts }: { follow: Follow; acts: Acts }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const { title, is_paused: isPaused = false } = follow;
  return (
    <Group gap="xs">
      {!isPaused && (
        <Button variant="default" h={44} disabled={acts.isLooking} onClick={acts.look}>
          {t("follow.look")}
        </Button>
      )}
      <Button variant="default" h={44} onClick={() => acts.change({ is_paused: !isPaused })}>
        {t(isPaused ? "follow.goOn" : "follow.pause")}
      </Button>
      <Button variant="default" h={44} onClick={() => setAsking(true)} loading={acts.isLeaving}>
        {t("follow.leave")}
      </Button>
      {isAsking && (
        <Confirm
          title={t("follow.leaveTitle", { title })}
          text={t("follow.leaveText")}
          action={t("follow.leave")}
          act={acts.leave}
          close={() => setAsking(false)}
        />
      )}
    </Group>
  );
}
