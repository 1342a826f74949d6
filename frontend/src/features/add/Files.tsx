/** Files from one's own disk: dropped or chosen, several at once, with their progress. */

import { ActionIcon, Button, Progress, Stack, Text, Title } from "@mantine/core";
import { IconUpload, IconX } from "@tabler/icons-react";
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
  const { files, add, remove } = useUploads();
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
            <FileRow key={one.key} one={one} remove={() => remove(one.key)} />
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

function FileRow({ one, remove }: { one: Sending; remove: () => void }) {
  const { t, i18n } = useTranslation();
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent" });
  const words = {
    waiting: t("add.states.waiting"),
    sending: percent.format(one.fraction),
    done: t("add.states.done"),
    failed: explain(t, one.error),
  }[one.state];
  return (
    <li className={classes.file}>
      <div className={classes.name}>
        <Text lineClamp={2}>{one.file.name}</Text>
        <Text size="sm" c="dimmed" role={one.state === "failed" ? "alert" : undefined}>
          {size(i18n.language, one.file.size)} · {words}
        </Text>
        {one.state === "sending" && (
          <Progress.Root size="sm" mt={4}>
            <Progress.Section value={one.fraction * 100} aria-label={one.file.name} />
          </Progress.Root>
        )}
      </div>
      <ActionIcon aria-label={t("add.remove", { name: one.file.name })} onClick={remove}>
        <IconX size={20} aria-hidden />
      </ActionIcon>
    </li>
  );
}
