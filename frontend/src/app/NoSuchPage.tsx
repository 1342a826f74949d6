/** Addresses that lead nowhere, and views that broke. */

import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Notice } from "@/components/Notice";
import { usePageTitle } from "@/components/use-page-title";

export function NoSuchPage() {
  const { t } = useTranslation();
  usePageTitle(t("notFound.title"));
  return (
    <Notice title={t("notFound.title")} text={t("notFound.text")}>
      <Button component={Link} to="/">
        {t("notFound.home")}
      </Button>
    </Notice>
  );
}

/** Also what is shown when a part of the app cannot be loaded: a newer build may have replaced it. */
export function BrokenView() {
  const { t } = useTranslation();
  return (
    <main>
      <Notice title={t("broken.title")} text={t("broken.text")}>
        <Button onClick={() => window.location.reload()}>{t("broken.reload")}</Button>
      </Notice>
    </main>
  );
}
