/** Uploads of another time, or of another browser, that can be gone on with once their file is chosen again. */

import { ActionIcon, Button, Progress, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconX } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "@/components/Notice";
import classes from "@/features/add/Add.module.css";
import { type Sending, UPLOADS } from "@/features/add/use-uploads";
import { api, data, type Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";
import { moment, percent, size } from "@/lib/format";
import { readingAgain } from "@/lib/reading-again";
import { giveUp } from "@/lib/upload";

type Upload = Schemas["Resumable"];
type UnfinishedProps = { files: readonly Sending[]; goOn: (file: File, from: string) => void };

export function Unfinished({ files, goOn }: UnfinishedProps) {
  const { t } = useTranslation();
  const reading = useQuery({
    queryKey: UPLOADS,
    queryFn: ({ signal }) => data(api.GET("/api/v1/uploads", { signal })),
    staleTime: 0,
  });
  const left = (reading.data ?? []).filter(({ id }) => !files.some((one) => one.id === id && one.state !== "done"));
  const isUnread = reading.isError && !reading.data;
  if (left.length === 0 && !isUnread) return null;
  return (
    <section aria-labelledby="add-unfinished">
      <Title order={3} size="h5" id="add-unfinished">
        {t("sent.unfinished")}
      </Title>
      {isUnread ? (
        <Failure error={reading.error} retry={() => void reading.refetch()} />
      ) : (
        <Text size="sm" c="dimmed" mb="xs">
          {t("sent.unfinishedText")}
        </Text>
      )}
      <ul className={classes.files}>
        {left.map((one) => (
          <UnfinishedRow key={one.id} one={one} goOn={goOn} />
        ))}
      </ul>
    </section>
  );
}

/** Whether a file is the one an upload began with, as far as its name, length and date tell. */
const isSame = (file: File, { filename, length, modified }: Upload) =>
  file.name === filename && file.size === length && (!modified || String(file.lastModified) === modified);

function UnfinishedRow({ one, goOn }: { one: Upload; goOn: UnfinishedProps["goOn"] }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [isOther, setOther] = useState(false);
  const readAgain = () => queries.invalidateQueries({ queryKey: UPLOADS });
  const remove = useMutation({
    mutationFn: () => giveUp(one.id),
    ...readingAgain(readAgain),
  });
  const name = one.filename || one.title;
  const fraction = one.length ? one.offset / one.length : 0;
  const facts = [
    size(i18n.language, one.length),
    t("sent.arrived", { percent: percent(i18n.language, fraction) }),
    t("sent.kept", { time: moment(i18n.language, one.expires_at) }),
  ];
  const choose = (file: File | undefined) => {
    if (!file) return;
    setOther(!isSame(file, one));
    if (isSame(file, one)) goOn(file, one.id);
  };
  return (
    <li className={classes.file}>
      <div className={classes.name}>
        <Text lineClamp={2}>{name}</Text>
        <Text size="sm" c="dimmed">
          {facts.join(" · ")}
        </Text>
        <Progress.Root size="sm" my={6}>
          <Progress.Section value={fraction * 100} aria-label={t("sent.arrivedOf", { name })} />
        </Progress.Root>
        {isOther && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {t("sent.other")}
          </Text>
        )}
        {remove.isError && (
          <Text size="sm" role="alert">
            {explain(t, remove.error)}
          </Text>
        )}
        <Button variant="default" h={44} onClick={() => input.current?.click()}>
          {t("sent.chooseAgain")}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          data-unfinished={one.id}
          onChange={(event) => {
            choose(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
      </div>
      <ActionIcon aria-label={t("add.remove", { name })} loading={remove.isPending} onClick={() => remove.mutate()}>
        <IconX size={20} aria-hidden />
      </ActionIcon>
    </li>
  );
}
