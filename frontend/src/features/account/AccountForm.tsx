/** The frame of logging in, signing up and passwords: a narrow form, what became of it, and where to go next. */

import { Button, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import { usePageTitle } from "@/components/use-page-title";
import { Outcome } from "@/features/account/Outcome";
import type { Form } from "@/features/account/use-form";

type AccountFormProps = {
  title: string;
  text?: string;
  /** What the button says. */ action: string;
  form: Form;
  /** Said once it has been sent. */ done?: string;
  children: ReactNode;
  below: ReactNode;
};

export function AccountForm({ title, text, action, form, done, children, below }: AccountFormProps) {
  usePageTitle(title);
  const { sending, submit, general } = form;
  return (
    <Stack maw={400} mx="auto" px="md" py={48} gap="lg">
      <div>
        <Title order={1} size="h2">
          {title}
        </Title>
        {text && <Text c="dimmed">{text}</Text>}
      </div>
      <form onSubmit={submit}>
        <Stack>
          {children}
          <Outcome error={general} done={(sending.isSuccess && done) || null} />
          <Button type="submit" loading={sending.isPending}>
            {action}
          </Button>
        </Stack>
      </form>
      {below}
    </Stack>
  );
}
