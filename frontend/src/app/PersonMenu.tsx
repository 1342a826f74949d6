/** The account, the language and the theme: their button, and the menu, whose content is loaded when first wanted. */

import { ActionIcon } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/app/PersonMenu.module.css";
import { Going } from "@/components/Going";
import { lazily } from "@/components/lazily";

const PersonPanel = lazily(async () => (await import("@/app/PersonPanel")).PersonPanel);
const PANEL = "person";

/** The browser's own popover: it closes on Escape and on a press elsewhere, and gives the focus back. */
export function PersonMenu() {
  const { t } = useTranslation();
  const panel = useRef<HTMLDivElement>(null);
  const [isWanted, setWanted] = useState(false);
  return (
    <>
      <ActionIcon
        aria-label={t("person.menu")}
        popoverTarget={PANEL}
        onPointerEnter={() => setWanted(true)}
        onFocus={() => setWanted(true)}
      >
        <IconUser size={22} aria-hidden />
      </ActionIcon>
      <div
        id={PANEL}
        ref={panel}
        popover="auto"
        role="dialog"
        aria-label={t("person.menu")}
        className={classes.panel}
        onBeforeToggle={() => setWanted(true)}
      >
        <Suspense fallback={<Going />}>
          {isWanted && <PersonPanel close={() => panel.current?.hidePopover()} />}
        </Suspense>
      </div>
    </>
  );
}
