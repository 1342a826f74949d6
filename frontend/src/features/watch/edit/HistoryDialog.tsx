/** What was corrected in a line, by whom and when, and taking it back. */

import { ActionIcon, Button, Group, Loader, Text, Title } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Dialog } from "@/components/Dialog";
import { Failure } from "@/components/Notice";
import classes from "@/features/watch/edit/Edit.module.css";
import type { Editing } from "@/features/watch/edit/editing";
import { type Edit, server } from "@/features/watch/edit/server";
import { moment } from "@/lib/format";
import type { Line } from "@/lib/lines";

type HistoryDialogProps = { line: Line; editing: Editing; close: () => void };

export function HistoryDialog({ line, editing, close }: HistoryDialogProps) {
  const { t } = useTranslation();
  const history = useQuery({
    queryKey: ["history", line.id, line.version],
    queryFn: ({ signal }) => server.history(line.id, signal),
  });
  const last = history.data?.find(({ undone_at }) => !undone_at);
  return (
    <Dialog labelledBy="history-title" close={close} isWide>
      <Group justify="space-between" wrap="nowrap" mb="sm">
        <Title order={2} size="h3" id="history-title">
          {t("edit.history.title")}
        </Title>
        <ActionIcon aria-label={t("player.close")} onClick={close}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </Group>
      <Text dir="auto">{line.text}</Text>
      {history.isPending && <Loader size="sm" my="md" />}
      {history.isError && <Failure error={history.error} retry={() => void history.refetch()} />}
      {history.data?.length === 0 && (
        <Text c="dimmed" mt="sm">
          {t("edit.history.none")}
        </Text>
      )}
      <ol className={classes.entries}>
        {history.data?.map((edit) => (
          <Entry key={edit.id} edit={edit} line={line} isLast={edit === last} editing={editing} close={close} />
        ))}
      </ol>
    </Dialog>
  );
}

type EntryProps = HistoryDialogProps & { edit: Edit; isLast: boolean };

function Entry({ edit, line, isLast, editing, close }: EntryProps) {
  const { t, i18n } = useTranslation();
  const who = edit.editor?.full_name ?? t("edit.history.nobody");
  const when = moment(i18n.language, edit.created_at);
  const earlier = isLast ? undefined : textBefore(edit, line);
  return (
    <li className={classes.entry}>
      <Text size="sm" c="dimmed">
        {t(`edit.history.kinds.${edit.kind}`)} · {who} · {when}
        {edit.undone_at && ` · ${t("edit.history.undone")}`}
      </Text>
      {edit.before.map((each) => (
        <Text key={each.id} dir="auto">
          <del>{each.text}</del>
        </Text>
      ))}
      {edit.after.map((each) => (
        <Text key={each.id} dir="auto">
          <ins>{each.text}</ins>
        </Text>
      ))}
      {isLast && (
        <Button
          mt={4}
          variant="default"
          h={44}
          onClick={() => {
            void editing.undoLine(
              line.id,
              edit.after.map(({ id }) => id),
            );
            close();
          }}
        >
          {t("edit.undo")}
        </Button>
      )}
      {earlier && (
        <Button
          mt={4}
          variant="default"
          h={44}
          onClick={() => {
            void editing.restore(line.id, earlier);
            close();
          }}
        >
          {t("edit.history.restore")}
        </Button>
      )}
    </li>
  );
}

/** The text that a line had before an edit of it alone, where it has another one now. */
function textBefore({ before, after }: Edit, line: Line): string | undefined {
  const [only] = before;
  const isAlone = only?.id === line.id && before.length === 1 && after.length === 1;
  return isAlone && only.text !== line.text ? only.text : undefined;
}
