/** Says so where what a view waits for does not come: nobody is to look at grey shapes without a word. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/app/OfflineBar.module.css";

const PATIENCE_MS = 8000;

export function SlowBar() {
  const { t } = useTranslation();
  const awaited = useAwaited();
  const [late, setLate] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setLate(awaited), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [awaited]);
  const isSaid = awaited !== "" && awaited === late;
  return <div role="status">{isSaid && <p className={classes.slow}>{t("slow")}</p>}</div>;
}

/** The names of what is read for the first time; empty where nothing is. */
function useAwaited(): string {
  const reads = useQueryClient().getQueryCache();
  const subscribe = useCallback((look: () => void) => reads.subscribe(look), [reads]);
  return useSyncExternalStore(subscribe, () =>
    reads
      .getAll()
      .filter(({ state }) => state.status === "pending" && state.fetchStatus === "fetching")
      .map(({ queryHash }) => queryHash)
      .join(),
  );
}
