/** What is done to all selected videos at once. */

import { Button, NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Confirm } from "@/components/Confirm";
import { type Changes, VISIBILITIES, type Visibility } from "@/features/library/changes";
import classes from "@/features/library/LibraryPage.module.css";

type BulkProps = { ids: readonly string[]; changes: Changes; done: () => void };

export function Bulk({ ids, changes, done }: BulkProps) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const none = ids.length === 0;
  return (
    <div className={classes.bulk} role="group" aria-label={t("browse.select")}>
      <Text role="status" className={classes.selected}>
        {t("browse.selected", { count: ids.length })}
      </Text>
      <NativeSelect
        aria-label={t("browse.visibilityOfAll")}
        data={[
          { value: "", label: t("browse.visibilityOfAll"), disabled: true },
          ...VISIBILITIES.map((value) => ({ value, label: t(`visibility.${value}`) })),
        ]}
        value=""
        disabled={none}
        onChange={(event) => changes.change(ids, { visibility: event.currentTarget.value as Visibility })}
      />
      <Button variant="default" disabled={none} onClick={() => setAsking(true)}>
        {t("browse.delete")}
      </Button>
      <Button variant="subtle" onClick={done}>
        {t("browse.selectDone")}
      </Button>
      {isAsking && (
        <Confirm
          title={t("browse.deleteMany", { count: ids.length })}
          text={t("browse.deleteText")}
          action={t("browse.delete")}
          act={() => changes.change(ids, "delete")}
          close={() => setAsking(false)}
        />
      )}
    </div>
  );
}
