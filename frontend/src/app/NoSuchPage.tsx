/** Addresses that lead nowhere, views that did not come, and views that broke. */

import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate, useNavigation, useRouteError } from "react-router";

import { Notice } from "@/components/Notice";
import { usePageTitle } from "@/components/use-page-title";
import { Missing } from "@/lib/arriving";

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

/** In the frame, which stays in use: a view that did not come. One that broke is for the page. */
export function MissingView() {
  const { t } = useTranslation();
  const error = useRouteError();
  const here = useLocation();
  const navigate = useNavigate();
  const isComing = useNavigation().state === "loading";
  if (!(error instanceof Missing)) throw error;
  return (
    <div role="alert">
      <Notice title={t("failure.title")} text={t("broken.missing")}>
        <Button loading={isComing} onClick={() => void navigate(here, { replace: true, state: here.state as unknown })}>
          {t("failure.retry")}
        </Button>
      </Notice>
    </div>
  );
}
