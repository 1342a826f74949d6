/** The supercut: the collected moments in their order, and what is made of them. */

import { ActionIcon, Button, Group, Text, Title } from "@mantine/core";
import { IconPlaylistAdd, IconTrash, IconX } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/features/supercut/Drawer.module.css";
import { Earlier } from "@/features/supercut/Earlier";
import { Making } from "@/features/supercut/Making";
import { PieceList } from "@/features/supercut/PieceList";
import { clear, totalOf, useBasket } from "@/lib/basket";
import { lasting } from "@/lib/format";
import { useUser } from "@/lib/use-session";

/** From here on there is room beside the page, which goes on being used. */
const BESIDE = "(min-width: 1200px)";

export function Drawer({ close }: { close: () => void }) {
  const { t, i18n } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const pieces = useBasket();
  const user = useUser();
  useEffect(() => {
    const shown = dialog.current;
    const isBeside = window.matchMedia(BESIDE).matches;
    if (isBeside) shown?.show();
    else shown?.showModal();
    document.documentElement.dataset.beside = String(isBeside);
    return () => {
      delete document.documentElement.dataset.beside;
      shown?.close();
    };
  }, []);
  /** Escape ends a move first; the sensor hears of it by itself. */
  const escape = (event: React.SyntheticEvent) => {
    event.preventDefault();
    if (!dialog.current?.querySelector("[data-moving=true]")) close();
  };
  return (
    <dialog
      ref={dialog}
      className={classes.drawer}
      aria-label={t("supercut.title")}
      onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && escape(event)}
      onCancel={escape}
    >
      <Group justify="space-between" wrap="nowrap" className={classes.head}>
        <div>
          <Title order={2} size="h4">
            {t("supercut.title")}
          </Title>
          <Text size="sm" c="dimmed" role="status">
            {t("supercut.count", { count: pieces.length })}
            {pieces.length > 0 && ` · ${lasting(i18n.language, totalOf(pieces))}`}
          </Text>
        </div>
        <ActionIcon aria-label={t("supercut.close")} title={t("supercut.close")} onClick={close}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </Group>
      <div className={classes.body}>
        {pieces.length > 0 ? <PieceList pieces={pieces} /> : <Empty />}
        {user && <Earlier key={user.id} isUsual={pieces.length === 0} />}
      </div>
      {pieces.length > 0 && (
        <div className={classes.foot}>
          <Making pieces={pieces} />
          <Button
            variant="subtle"
            color="gray"
            h={44}
            leftSection={<IconTrash size={18} aria-hidden />}
            onClick={clear}
          >
            {t("supercut.clear")}
          </Button>
        </div>
      )}
    </dialog>
  );
}

function Empty() {
  const { t } = useTranslation();
  return (
    <div className={classes.empty}>
      <IconPlaylistAdd size={40} aria-hidden />
      <Text fw={600}>{t("supercut.emptyTitle")}</Text>
      <Text c="dimmed">{t("supercut.emptyText")}</Text>
    </div>
  );
}
