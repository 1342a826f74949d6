/** "clip +": takes a moment into the supercut, or out again. */

import { ActionIcon, Button } from "@mantine/core";
import { IconCheck, IconPlaylistAdd } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { findPiece, type NewPiece, toggle, useBasket } from "@/lib/basket";

type AddToSupercutProps = { piece: NewPiece; isSmall?: boolean; className?: string | undefined };

export function AddToSupercut({ piece, isSmall, className }: AddToSupercutProps) {
  const { t } = useTranslation();
  const isIn = findPiece(useBasket(), piece) !== undefined;
  const Icon = isIn ? IconCheck : IconPlaylistAdd;
  const label = t("supercut.add");
  const press = () => toggle(piece);
  if (isSmall) {
    return (
      <ActionIcon
        aria-label={label}
        title={t(isIn ? "supercut.takeOut" : "supercut.add")}
        aria-pressed={isIn}
        variant={isIn ? "light" : "subtle"}
        color={isIn ? "indigo" : "gray"}
        data-add
        onClick={press}
      >
        <Icon size={20} aria-hidden />
      </ActionIcon>
    );
  }
  return (
    <Button
      className={className}
      variant={isIn ? "light" : "default"}
      h={44}
      aria-pressed={isIn}
      leftSection={<Icon size={18} aria-hidden />}
      data-add
      onClick={press}
    >
      {label}
    </Button>
  );
}
