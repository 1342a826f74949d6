/** Files from one's own disk: dropped or chosen, several at once, with their captions. */

import { Alert, Button, Stack, Text, Title } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker, Link } from "react-router";

import { ChoiceFields, USUAL } from "@/components/ChoiceFields";
import classes from "@/features/add/Add.module.css";
import { FileRow } from "@/features/add/FileRow";
import { belongsTo, CAPTION_TYPES, paired } from "@/features/add/pairs";
import { Unfinished } from "@/features/add/Unfinished";
import { type Sending, useUploads } from "@/features/add/use-uploads";

const isOnItsWay = ({ state }: Sending) => state !== "done";

export function Files() {
  const { t } = useTranslation();
  const [choices, setChoices] = useState(USUAL);
  const [lonely, setLonely] = useState<readonly string[]>([]);
  const uploads = useUploads();
  const { files } = uploads;
  const isSending = files.some(({ state }) => state === "waiting" || state === "sending");
  useBlocker(() => isSending && !window.confirm(t("add.leave")));

  /** Films are sent; captions go with the film that they are named after, also with one that was chosen before. */
  const take = (chosen: readonly File[]) => {
    const { pairs, lonely: rest } = paired(chosen);
    uploads.add(pairs, choices);
    const orphans = rest.filter((captions) => {
      const film = files.find((one) => isOnItsWay(one) && belongsTo(captions, one.file));
      if (film) uploads.give(film, captions);
      return !film;
    });
    setLonely(orphans.map(({ name }) => name));
  };
  return (
    <section aria-labelledby="add-files">
      <Title order={2} size="h4" id="add-files" mb="xs">
        {t("add.files")}
      </Title>
      <Stack>
        <ChoiceFields choices={choices} onChange={setChoices} />
        <Drop take={take} />
        {lonely.length > 0 && (
          <Alert color="yellow" role="alert">
            {t("given.lonely", { names: lonely.join(", ") })}
          </Alert>
        )}
        <ul className={classes.files}>
          {files.map((one) => (
            <FileRow key={one.key} one={one} acts={uploads} />
          ))}
        </ul>
        {files.some(({ state }) => state === "done") && (
          <Button component={Link} to="/queue">
            {t("add.toQueue")}
          </Button>
        )}
        <Unfinished files={files} goOn={uploads.goOn} />
      </Stack>
    </section>
  );
}

function Drop({ take }: { take: (files: readonly File[]) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={classes.drop}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setOver(false); // its parts are still the place
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take([...event.dataTransfer.files]);
      }}
    >
      <IconUpload size={32} aria-hidden />
      <Text>{t("add.drop")}</Text>
      <Text size="sm" c="dimmed">
        {t("add.resumable")} {t("given.beside")}
      </Text>
      <Button variant="default" onClick={() => input.current?.click()}>
        {t("add.choose")}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={`video/*,audio/*,.mkv,${CAPTION_TYPES}`}
        onChange={(event) => {
          take([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
