/** A small form that is sent: its entries, the sentence for each field, and whether it went through. */

import { useMutation } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { useTranslation } from "react-i18next";

import { ApiError } from "@/lib/api";
import { explain } from "@/lib/errors";

export type Entered = Record<string, string>;

const enteredIn = (form: HTMLFormElement) => Object.fromEntries(new FormData(form)) as Entered;

/** `fields` are those that show their own refusal; any other refusal is `general`. */
export function useForm(fields: readonly string[], send: (entered: Entered) => Promise<unknown>) {
  const { t } = useTranslation();
  const sending = useMutation({ mutationFn: send });
  const attr = sending.error instanceof ApiError ? sending.error.attr : null;
  const isOfField = attr !== null && fields.includes(attr);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const entered = enteredIn(form);
    const isAsSent = () => JSON.stringify(enteredIn(form)) === JSON.stringify(entered);
    sending.mutate(entered, { onSuccess: () => isAsSent() && form.reset() }); // what was typed meanwhile stays
  };
  return {
    sending,
    submit,
    errorAt: (name: string) => (attr === name ? explain(t, sending.error) : undefined),
    general: sending.error && !isOfField ? explain(t, sending.error) : null,
  };
}

export type Form = ReturnType<typeof useForm>;
