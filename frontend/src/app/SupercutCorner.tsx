/** The supercut in the frame of every view: its button with how much is in it, and its drawer, loaded when opened. */

import { ActionIcon } from "@mantine/core";
import { IconPlaylist } from "@tabler/icons-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/app/SupercutCorner.module.css";
import { Going } from "@/components/Going";
import { lazilyOver } from "@/components/lazily";
import { useBasket } from "@/lib/basket";
import { setOpen, useIsOpen, useOpeningLink } from "@/lib/drawer";

const MOST_SHOWN = 99;

const Drawer = lazilyOver(async () => (await import("@/features/supercut/Drawer")).Drawer);
const close = () => setOpen(false);

export function SupercutCorner() {
  const { t } = useTranslation();
  const isOpen = useIsOpen();
  const { length } = useBasket();
  useOpeningLink();
  const filling = length > 0 && t("supercut.count", { count: length });
  return (
    <>
      <ActionIcon
        aria-label={[t("supercut.title"), filling].filter(Boolean).join(", ")}
        title={t("supercut.title")}
        aria-expanded={isOpen}
        className={classes.button}
        onClick={() => setOpen(!isOpen)}
      >
        <IconPlaylist size={22} aria-hidden />
        {length > 0 && (
          <span className={classes.count} aria-hidden>
            {length > MOST_SHOWN ? `${MOST_SHOWN}+` : length}
          </span>
        )}
      </ActionIcon>
      <Suspense fallback={<Going />}>{isOpen && <Drawer close={close} />}</Suspense>
    </>
  );
}
