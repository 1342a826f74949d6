/** Files from one's own disk: dropped or chosen, several at once, with their progress. */

import { ActionIcon, Button, Progress, Stack, Text, Title } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconRefresh, IconUpload, IconX } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker, Link } from "react-router";

import classes from "@/features/add/Add.module.css";
import { ChoiceFields, USUAL } from "@/features/add/ChoiceFields";
import { type Sending, useUploads } from "@/features/add/use-uploads";
import { explain } from "@/lib/errors";
import { size } from "@/lib/format";

export function Files() {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [choices, setChoices] = useState(USUAL);
  const [isOver, setOver] = useState(false);
  const { files, add, pause, resume, remove } = useUploads();
  const isSending = files.some(({ state }) => state === "waiting" || state === "sending");
  useBlocker(() => isSending && !window.confirm(t("add.leave")));
  return (
    <section aria-labelledby="add-files">
      <Title order={2} size="h4" id="add-files" mb="xs">
        {t("add.files")}
      </Title>
      <Stack>
        <ChoiceFields choices={choices} onChange={setChoices} />
        <div
          className={classes.drop}
          data-over={isOver}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            add([...event.dataTransfer.files], choices);
          }}
        >
          <IconUpload size={32} aria-hidden />
          <Text>{t("add.drop")}</Text>
          <Text size="sm" c="dimmed">
            {t("add.resumable")}
          </Text>
          <Button variant="default" onClick={() => input.current?.click()}>
            {t("add.choose")}
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            multiple
            accept="video/*,audio/*,.mkv"
            onChange={(event) => {
              add([...(event.currentTarget.files ?? [])], choices);
              event.currentTarget.value = "";
            }}
          />
        </div>
        <ul className={classes.files}>
          {files.map((one) => (
            <FileRow key={one.key} one={one} pause={pause} resume={resume} remove={remove} />
          ))}
        </ul>
        {files.some(({ state }) => state === "done") && (
          <Button component={Link} to="/queue">
            {t("add.toQueue")}
          </Button>
        )}
      </Stack>
    </section>
  );
}

type Act = (one: Sending) => void;
type FileRowProps = { one: Sending; pause: Act; resume: Act; remove: Act };

function FileRow({ one, pause, resume, remove }: FileRowProps) {
  const { t, i18n } = useTranslation();
  const { name } = one.file;
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent" }).format(one.fraction);
  const words = {
    waiting: t("add.states.waiting"),
    sending: percent,
    paused: t("add.states.paused", { percent }),
    done: t("add.states.done"),
    failed: explain(t, one.error),
  }[one.state];
  return (
    <li className={classes.file}>
      <div className={classes.name}>
        <Text lineClamp={2}>{name}</Text>
        <Text size="sm" c="dimmed" role={one.state === "failed" ? "alert" : undefined}>
          {size(i18n.language, one.file.size)} · {words}
        </Text>
        {(one.state === "sending" || one.state === "paused") && (
          <Progress.Root size="sm" mt={4}>
            <Progress.Section value={one.fraction * 100} aria-label={name} />
          </Progress.Root>
        )}
      </div>
      {one.state === "sending" && (
        <ActionIcon aria-label={t("add.pause", { name })} onClick={() => pause(one)}>
          <IconPlayerPause size={20} aria-hidden />
        </ActionIcon>
      )}
      {one.state === "paused" && (
        <ActionIcon aria-label={t("add.resume", { name })} onClick={() => resume(one)}>
          <IconPlayerPlay size={20} aria-hidden />
        </ActionIcon>
      )}
      {one.state === "failed" && (
        <ActionIcon aria-label={t("add.retry", { name })} onClick={() => resume(one)}>
          <IconRefresh size={20} aria-hidden />
        </ActionIcon>
      )}
      <ActionIcon aria-label={t("add.remove", { name })} onClick={() => remove(one)}>
        <IconX size={20} aria-hidden />
      </ActionIcon>
    </li>
  );
}
