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
