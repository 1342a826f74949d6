/** A field for one address, and the button that does something with it. */

import { Button, Group, TextInput } from "@mantine/core";
import type { ReactNode, SubmitEvent } from "react";

import classes from "@/components/AddressForm.module.css";

type AddressFormProps = {
  label: string;
  placeholder: string;
  icon: ReactNode;
  /** What the button says. */
  action: string;
  isPending: boolean;
  /** Called with an address that is not empty; `clear` empties the field. */
  send: (url: string, clear: () => void) => void;
};

export function AddressForm({ label, placeholder, icon, action, isPending, send }: AddressFormProps) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const url = (new FormData(form).get("url") as string).trim();
    if (url) send(url, () => form.reset());
  };
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="start" wrap="nowrap">
        <TextInput
          name="url"
          inputMode="url"
          className={classes.field}
          aria-label={label}
          placeholder={placeholder}
          autoComplete="off"
          leftSection={icon}
        />
        <Button type="submit" loading={isPending}>
          {action}
        </Button>
      </Group>
    </form>
  );
}
