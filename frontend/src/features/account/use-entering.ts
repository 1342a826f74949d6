/** Forms that begin a session, and lead back to where the person came from. */

import { useEffect } from "react";
import { useLocation, useNavigate } from "react-router";

import { type Entered, useForm } from "@/features/account/use-form";
import type { Schemas } from "@/lib/api";
import { signIn } from "@/lib/session";
import { useSession } from "@/lib/use-session";

/** What the page before says: the address to come back to, or that a password was reset. */
type From = { from?: string; isReset?: boolean } | null;

export function useEntering(fields: readonly string[], enter: (entered: Entered) => Promise<Schemas["SignedIn"]>) {
  const navigate = useNavigate();
  const { state } = useLocation() as { state: From };
  const { status } = useSession();
  const from = state?.from ?? "/";
  const form = useForm(fields, async (entered) => {
    const { access, user } = await enter(entered);
    signIn(access, user);
  });
  useEffect(() => {
    if (status === "in") void navigate(from, { replace: true }); // here, or in another tab
  }, [status, from, navigate]);
  return { form, state };
}
