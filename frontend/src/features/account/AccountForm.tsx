/** What logging in and signing up share: a narrow form, refusals at the fields they concern, and where to go next. */

import { Alert, Button, Stack, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { SubmitEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";

import { usePageTitle } from "@/components/use-page-title";
import { ApiError, type Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";
import { signIn } from "@/lib/session";

type Entered = Record<string, string>;
type Enter = (entered: Entered) => Promise<Schemas["SignedIn"]>;

/** Sends a form and goes back to where the person came from; `errorAt` is the sentence for a field. */
export function useEntering(enter: Enter) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { state } = useLocation() as { state: { from?: string; isReset?: boolean } | null };
  const entering = useMutation({
    mutationFn: enter,
    onSuccess: async ({ access, user }) => {
      signIn(access, user);
      await navigate(state?.from ?? "/", { replace: true });
    },
  });
  const attr = entering.error instanceof ApiError ? entering.error.attr : null;
  const errorAt = (name: string) => (attr === name ? explain(t, entering.error) : undefined);
  const general =
    entering.error && !["email", "password", "full_name"].includes(attr ?? "") && explain(t, entering.error);
  return { entering, errorAt, general, state };
}

type FormProps = {
  title: string;
  action: string;
  entering: ReturnType<typeof useEntering>["entering"];
  general: ReactNode;
  children: ReactNode;
  below: ReactNode;
};

export function AccountForm({ title, action, entering, general, children, below }: FormProps) {
  usePageTitle(title);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    entering.mutate(Object.fromEntries(new FormData(event.currentTarget)) as Entered);
  };
  return (
    <Stack maw={400} mx="auto" px="md" py={48} gap="lg">
      <Title order={1} size="h2">
        {title}
      </Title>
      <form onSubmit={submit}>
        <Stack>
          {children}
          {general && (
            <Alert color="red" role="alert">
              {general}
            </Alert>
          )}
          <Button type="submit" loading={entering.isPending}>
            {action}
          </Button>
        </Stack>
      </form>
      {below}
    </Stack>
  );
}
