/** Leaving the editing: not with unsaved text without a question. And the key that takes back. */

import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";

export const EDITING = "edit";

export function useLeaving(isUnsaved: boolean) {
  const { t } = useTranslation();
  useBlocker(({ currentLocation, nextLocation }) => {
    const stays =
      currentLocation.pathname === nextLocation.pathname && new URLSearchParams(nextLocation.search).has(EDITING);
    return isUnsaved && !stays && !window.confirm(t("edit.leave"));
  });
}

/** Ctrl+Z, or Command, where no text takes it. */
export function useUndoKey(undo: () => void) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.code === "KeyZ";
    const target = event.target as HTMLElement;
    if (!isUndo || target.closest("input, textarea, select, dialog")) return;
    event.preventDefault();
    undo();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
