/** Says so while the browser has no network. */

import { useNetwork } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import classes from "@/app/OfflineBar.module.css";

export function OfflineBar() {
  const { t } = useTranslation();
  const { online } = useNetwork();
  return <div role="status">{!online && <p className={classes.bar}>{t("offline")}</p>}</div>;
}
