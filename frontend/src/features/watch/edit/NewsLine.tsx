/** Under the lines: what has just happened, and what is not stored yet. Read out as it changes. */

import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { CopyButton } from "@/components/CopyButton";
import { type Drafts, standingOf } from "@/features/watch/edit/drafts";
import classes from "@/features/watch/edit/Edit.module.css";
import type { Editing, News } from "@/features/watch/edit/editing";
import { explain } from "@/lib/errors";
import type { Line } from "@/lib/lines";

type NewsLineProps = {
  news: News;
  drafts: Drafts;
  lines: readonly Line[];
  editing: Editing;
  open: (index: number) => void;
};

export function NewsLine({ news, drafts, lines, editing, open }: NewsLineProps) {
  const { t } = useTranslation();
  const places = new Map(drafts.size ? lines.map((line, index) => [line.id, index]) : []);
  const standings = Array.from(drafts, ([id, draft]) => {
    const index = places.get(id);
    return { id, draft, index, standing: standingOf(draft, index === undefined ? undefined : lines[index]) };
  });
  const stuck = standings.filter(({ standing }) => standing === "failed" || standing === "conflict");
  const lost = lines.length ? standings.find(({ standing }) => standing === "gone") : undefined;
  const words = news.error === undefined ? news.said && t(`edit.said.${news.said}`) : explain(t, news.error);
  return (
    <div className={classes.news}>
      <Text size="sm" role="status">
        {/* the key has the same words read out again */}
        <span key={news.number}>{words}</span>
      </Text>
      {stuck[0] && (
        <Group gap={4} wrap="nowrap">
          <Button variant="default" h={44} onClick={() => stuck[0]?.index !== undefined && open(stuck[0].index)}>
            {t("edit.unsavedCount", { count: stuck.length })}
          </Button>
          {stuck.some(({ standing }) => standing === "failed") && (
            <Button h={44} onClick={() => editing.retry()}>
              {t("failure.retry")}
            </Button>
          )}
        </Group>
      )}
      {lost && (
        <div role="alert" className={classes.notice}>
          <Text size="sm">{t("edit.gone")}</Text>
          <Text dir="auto">{lost.draft.text}</Text>
          <Group gap={8}>
            <CopyButton label={t("edit.copy")} text={() => lost.draft.text} />
            <Button variant="default" h={44} onClick={() => editing.drop(lost.id)}>
              {t("edit.discard")}
            </Button>
          </Group>
        </div>
      )}
    </div>
  );
}
