/** How long films are kept, in a sentence. */

import type { TFunction } from "i18next";

import type { Schemas } from "@/lib/api";
import { size } from "@/lib/format";

export function ruleWords(t: TFunction, language: string, rules: Schemas["Rules"]): string {
  const { keep_source_days: days, source_budget_bytes: budget } = rules;
  const said = [
    days !== null && t("store.rules.days", { count: Math.max(1, Math.round(days)) }),
    budget !== null && t("store.rules.budget", { size: size(language, budget) }),
  ].filter((words) => words !== false);
  return said.length === 0 ? t("store.rules.none") : [...said, t("store.rules.stays")].join(" ");
}
