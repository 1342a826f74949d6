/** Forms that begin a session, and lead back to where the person came from. */

import { useLocation, useNavigate } from "react-router";

import { type Entered, useForm } from "@/features/account/use-form";
import type { Schemas } from "@/lib/api";
import { signIn } from "@/lib/session";

/** What the page before says: the address to come back to, or that a password was reset. */
type From = { from?: string; isReset?: boolean } | null;

export function useEntering(fields: readonly string[], enter: (entered: Entered) => Promise<Schemas["SignedIn"]>) {
  const navigate = useNavigate();
  const { state } = useLocation() as { state: From };
  const form = useForm(fields, async (entered) => {
    const { access, user } = await enter(entered);
    signIn(access, user);
    await navigate(state?.from ?? "/", { replace: true });
  });
  return { form, state };
}
