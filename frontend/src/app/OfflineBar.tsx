/** Says so while the browser has no network. */

import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/app/OfflineBar.module.css";

function subscribe(look: () => void) {
  window.addEventListener("online", look);
  window.addEventListener("offline", look);
  return () => {
    window.removeEventListener("online", look);
    window.removeEventListener("offline", look);
  };
}

export function OfflineBar() {
  const { t } = useTranslation();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return <div role="status">{!isOnline && <p className={classes.bar}>{t("offline")}</p>}</div>;
}
