/** All videos one may see, and what one may do with one's own. */

import { Container, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { usePageTitle } from "@/components/use-page-title";
import { Filters } from "@/features/library/Filters";
import { forVisitor } from "@/features/library/shown";
import { useShown } from "@/features/library/use-shown";
import { Videos } from "@/features/library/Videos";
import { useSession } from "@/lib/use-session";

export function LibraryPage() {
  const { t } = useTranslation();
  const { shown: asked, show } = useShown();
  const shown = useSession().status === "out" ? forVisitor(asked) : asked;
  usePageTitle(t("library.title"));
  return (
    <Container size={1200} px="md" py="md">
      <Title order={1} size="h2" mb="md">
        {t("library.title")}
      </Title>
      <Filters shown={shown} show={show} />
      <Videos shown={shown} />
    </Container>
  );
}
