/** Words for refusals and failures: codes come over the wire, the sentences are ours. */

import type { TFunction } from "i18next";

import { ApiError } from "@/lib/api";

/** What happened and what to do, for anything that was thrown. */
export function explain(t: TFunction, error: unknown): string {
  if (!(error instanceof ApiError)) return t("error.unknown");
  return explainCode(t, error.code, error.status >= 500 ? "error.server" : "error.unknown");
}

/** The sentence for a code, else the one for codes nobody has written about yet. */
export function explainCode(t: TFunction, code: string, otherwise = "error.unknown"): string {
  return t([`error.${code}`, otherwise]);
}

/** Whether what was asked about is not there, or no longer. */
export const isGone = (error: unknown) => error instanceof ApiError && error.status === 404;

type Act = { submittedAt: number; error: Error | null };

/** Why the last of several acts did not work; null where it did: what went wrong before it is over. */
export const errorOfLatest = (...acts: readonly [Act, ...Act[]]): Error | null =>
  acts.reduce((latest, act) => (act.submittedAt > latest.submittedAt ? act : latest)).error;
