/** The lines that would change: before, with every place lit, and after. Each can be left out. */

import { Checkbox, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Highlighted } from "@/components/Highlighted";
import classes from "@/features/watch/edit/Edit.module.css";
import type { Found, Preview } from "@/features/watch/edit/replace";
import { clock } from "@/lib/format";

type ReplaceListProps = {
  found: Preview;
  left: ReadonlySet<string>;
  isPossible: (line: Found) => boolean;
  leave: (ids: readonly string[], isLeft: boolean) => void;
};

export function ReplaceList({ found, left, isPossible, leave }: ReplaceListProps) {
  const { t } = useTranslation();
  const possible = found.results.filter(isPossible).map(({ segment_id }) => segment_id);
  const leftCount = possible.filter((id) => left.has(id)).length;
  return (
    <>
      <Checkbox
        my="xs"
        label={t("edit.replace.all")}
        checked={leftCount === 0}
        indeterminate={leftCount > 0 && leftCount < possible.length}
        onChange={() => leave(possible, leftCount === 0)}
      />
      {/* what scrolls has to take the focus */}
      <ul className={classes.found} tabIndex={0} aria-label={t("edit.replace.list")}>
        {found.results.map((line) => (
          <li key={line.segment_id} className={classes.foundLine}>
            <div className={classes.check}>
              <Checkbox
                aria-label={t("edit.replace.this", { text: line.before })}
                disabled={!isPossible(line)}
                checked={isPossible(line) && !left.has(line.segment_id)}
                onChange={(event) => leave([line.segment_id], !event.currentTarget.checked)}
              />
            </div>
            <div>
              <Text size="sm" c="dimmed">
                {clock(line.start)}
                {found.titles.size > 1 && ` · ${found.titles.get(line.video_id) ?? ""}`}
              </Text>
              <Text dir="auto">
                <Highlighted text={line.before} ranges={line.places} />
              </Text>
              <Text dir="auto">
                {isPossible(line) ? <ins>{line.after}</ins> : <em>{t("error.line_left_empty")}</em>}
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
