/** The browser's own dialog: it keeps the focus, closes on Escape and on a press beside it. */

import { type ReactNode, useEffect, useRef } from "react";

import classes from "@/components/Dialog.module.css";

type DialogProps = { labelledBy: string; close: () => void; isWide?: boolean; children: ReactNode };

export function Dialog({ labelledBy, close, isWide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={labelledBy}
      className={classes.dialog}
      data-wide={isWide}
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      <div className={classes.inside}>{children}</div>
    </dialog>
  );
}
