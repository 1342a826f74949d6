/** Adding videos: one box for a link, one for files. */

import { Container, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { usePageTitle } from "@/components/use-page-title";
import { Files } from "@/features/add/Files";
import { Link } from "@/features/add/Link";

export function AddPage() {
  const { t } = useTranslation();
  usePageTitle(t("add.title"));
  return (
    <Container size={720} px="md" py="md">
      <Stack gap="xl">
        <div>
          <Title order={1} size="h2">
            {t("add.title")}
          </Title>
          <Text c="dimmed">{t("add.text")}</Text>
        </div>
        <Link />
        <Files />
      </Stack>
    </Container>
  );
}
