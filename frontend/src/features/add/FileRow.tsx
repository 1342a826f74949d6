/** One file on its way: how far it is, pausing and going on, its captions, and whether it was here before. */

import { ActionIcon, Anchor, Progress, Text } from "@mantine/core";
import { IconBadgeCc, IconPlayerPause, IconPlayerPlay, IconRefresh, IconX } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import classes from "@/features/add/Add.module.css";
import { CAPTION_TYPES } from "@/features/add/pairs";
import type { Sending, useUploads } from "@/features/add/use-uploads";
import { explain } from "@/lib/errors";
import { percent, size } from "@/lib/format";

type FileRowProps = { one: Sending; acts: ReturnType<typeof useUploads> };

export function FileRow({ one, acts }: FileRowProps) {
  const { t } = useTranslation();
  const { name } = one.file;
  return (
    <li className={classes.file}>
      <div className={classes.name}>
        <Text lineClamp={2}>{name}</Text>
        <Standing one={one} />
        {(one.state === "sending" || one.state === "paused") && (
          <Progress.Root size="sm" mt={4}>
            <Progress.Section value={one.fraction * 100} aria-label={name} />
          </Progress.Root>
        )}
        <Captions captions={one.captions} />
        {one.known && (
          <Text size="sm" role="status">
            {t("sent.known")}{" "}
            <Anchor component={Link} to={`/watch/${one.known.id}`} underline="always" inherit>
              {one.known.title}
            </Anchor>
            {one.known.areCaptionsLeft && ` · ${t("sent.captionsLeft")}`}
          </Text>
        )}
      </div>
      {one.state !== "done" && <GiveCaptions name={name} give={(captions) => acts.give(one, captions)} />}
      {one.state === "sending" && (
        <ActionIcon aria-label={t("add.pause", { name })} onClick={() => acts.pause(one)}>
          <IconPlayerPause size={20} aria-hidden />
        </ActionIcon>
      )}
      {one.state === "paused" && (
        <ActionIcon aria-label={t("add.resume", { name })} onClick={() => acts.resume(one)}>
          <IconPlayerPlay size={20} aria-hidden />
        </ActionIcon>
      )}
      {one.state === "failed" && (
        <ActionIcon aria-label={t("add.retry", { name })} onClick={() => acts.resume(one)}>
          <IconRefresh size={20} aria-hidden />
        </ActionIcon>
      )}
      <ActionIcon aria-label={t("add.remove", { name })} onClick={() => acts.remove(one)}>
        <IconX size={20} aria-hidden />
      </ActionIcon>
    </li>
  );
}

function Standing({ one }: { one: Sending }) {
  const { t, i18n } = useTranslation();
  const sent = percent(i18n.language, one.fraction);
  const words = {
    waiting: t("add.states.waiting"),
    sending: sent,
    paused: t("add.states.paused", { percent: sent }),
    done: t("add.states.done"),
    failed: explain(t, one.error),
  }[one.state];
  return (
    <Text size="sm" c="dimmed" role={one.state === "failed" ? "alert" : undefined}>
      {size(i18n.language, one.file.size)} · {words}
    </Text>
  );
}

function Captions({ captions }: Pick<Sending, "captions">) {
  const { t } = useTranslation();
  if (!captions) return null;
  const { name, state, error } = captions;
  if (state === "failed") {
    return (
      <Text size="sm" c="var(--mantine-color-error)" role="alert">
        {t("given.refused", { name, reason: explain(t, error) })}
      </Text>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      {t("given.with", { name })}
    </Text>
  );
}

function GiveCaptions({ name, give }: { name: string; give: (captions: File) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <ActionIcon aria-label={t("given.giveTo", { name })} onClick={() => input.current?.click()}>
        <IconBadgeCc size={20} aria-hidden />
      </ActionIcon>
      <input
        ref={input}
        type="file"
        hidden
        data-captions
        accept={CAPTION_TYPES}
        onChange={(event) => {
          const [captions] = event.currentTarget.files ?? [];
          if (captions) give(captions);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
