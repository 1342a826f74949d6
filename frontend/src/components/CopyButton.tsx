/** Copies a text, and says so for a moment. */

import { ActionIcon, Button, type ButtonProps } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { copy } from "@/lib/copy";

const SHOWN_MS = 2000;

type CopyButtonProps = Omit<ButtonProps, "children"> & {
  label: string;
  text: () => string;
  icon?: ReactNode;
  /** Only its picture; the label is its name. */
  isSmall?: boolean;
};

export function CopyButton({
  label,
  text,
  icon = <IconCopy size={18} aria-hidden />,
  isSmall,
  ...look
}: CopyButtonProps) {
  const { t } = useTranslation();
  const [said, setSaid] = useState<"copied" | "notCopied" | null>(null);
  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => setSaid(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const press = () => {
    copy(text()).then(
      () => setSaid("copied"),
      () => setSaid("notCopied"),
    );
  };
  const picture = said === "copied" ? <IconCheck size={18} aria-hidden /> : icon;
  const words = said ? t(`copy.${said}`) : label;
  if (isSmall) {
    return (
      <ActionIcon aria-label={words} title={words} onClick={press}>
        {picture}
      </ActionIcon>
    );
  }
  return (
    <Button variant="default" h={44} leftSection={picture} onClick={press} {...look}>
      <span aria-live="polite">{words}</span>
    </Button>
  );
}
