/** What narrows a list: open where there is room, on a phone behind a button that tells how many are in use. */

import { Button } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/components/FilterBox.module.css";

type FilterBoxProps = { inUse: number; className?: string | undefined; children: ReactNode };

export function FilterBox({ inUse, className, children }: FilterBoxProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const filters = useId();
  return (
    <div className={classes.box} data-open={isOpen}>
      <Button
        className={classes.opener}
        variant="default"
        size="sm"
        h={44}
        aria-expanded={isOpen}
        aria-controls={filters}
        leftSection={<IconAdjustmentsHorizontal size={18} aria-hidden />}
        rightSection={<IconChevronDown size={18} aria-hidden className={classes.arrow} />}
        onClick={() => setOpen(!isOpen)}
      >
        {t("filter.label")}
        {inUse > 0 && ` · ${inUse}`}
      </Button>
      <div id={filters} className={classes.filters} role="group" aria-label={t("filter.label")}>
        <div className={className}>{children}</div>
      </div>
    </div>
  );
}
