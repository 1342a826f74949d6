/** One's own account: who one is, the password, keys for programs, how the app looks, and the way out. */

import { Container, Divider, Stack, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Languages, Themes } from "@/components/Preferences";
import { usePageTitle } from "@/components/use-page-title";
import { ApiKeys } from "@/features/account/ApiKeys";
import { DeleteAccount } from "@/features/account/DeleteAccount";
import { PasswordChange } from "@/features/account/PasswordChange";
import { Profile } from "@/features/account/Profile";
import { useUser } from "@/lib/use-session";

const WIDE = "(min-width: 600px)";

export function AccountPage() {
  const { t } = useTranslation();
  const user = useUser();
  const isWide = useMediaQuery(WIDE, true);
  usePageTitle(t("me.title"));
  if (!user) return null;
  return (
    <Container size={640} px="md" py="md">
      <Title order={1} size="h2" mb="lg">
        {t("me.title")}
      </Title>
      <Stack gap="xl">
        <Part name="profile">
          <Profile user={user} />
        </Part>
        <Part name="look">
          <Stack maw={480}>
            <Themes isWide={isWide} />
            <Languages />
          </Stack>
        </Part>
        <Part name="password">
          <PasswordChange email={user.email} />
        </Part>
        <Part name="programs" text={t("me.programsText")}>
          <ApiKeys />
        </Part>
        <Part name="leave" text={t("me.leaveText")}>
          <DeleteAccount />
        </Part>
      </Stack>
    </Container>
  );
}

type PartProps = { name: "profile" | "look" | "password" | "programs" | "leave"; text?: string; children: ReactNode };

function Part({ name, text, children }: PartProps) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby={`me-${name}`}>
      <Title order={2} size="h4" id={`me-${name}`}>
        {t(`me.parts.${name}`)}
      </Title>
      {text && (
        <Text c="dimmed" size="sm">
          {text}
        </Text>
      )}
      <Divider my="sm" />
      {children}
    </section>
  );
}
