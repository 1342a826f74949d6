/** Of a finished request that asked for English, too: what became of that, which is made behind it. */

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { Request, Session } from "@/features/queue/live";
import { englishWords, type Step } from "@/features/queue/steps";
import { api, data } from "@/lib/api";
import { explainCode } from "@/lib/errors";
import { percent } from "@/lib/format";

const NAME = "translate";

/** The step that makes it; none while the request is not finished. A session that has ended is read by itself. */
export function useEnglishStep(request: Request, session: Session | undefined): Step | undefined {
  const isWanted = request.translate && request.status === "completed";
  const id = request.session_id ?? "";
  const ended = useQuery({
    queryKey: ["session", id],
    queryFn: ({ signal }) =>
      data(api.GET("/api/v1/sessions/{session_id}", { params: { path: { session_id: id } }, signal })),
    enabled: isWanted && Boolean(id) && !session,
  });
  return isWanted ? (session ?? ended.data)?.steps.find(({ name }) => name === NAME) : undefined;
}

export function EnglishStanding({ step }: { step: Step }) {
  const { t, i18n } = useTranslation();
  const words = englishWords(step);
  if (!words) return null;
  const isFailed = step.status === "failed";
  const why = isFailed ? explainCode(t, step.error?.code ?? "", "error.internal_error") : "";
  return (
    <Text size="sm" c={isFailed ? "var(--mantine-color-error)" : "dimmed"}>
      {[t(words, { percent: percent(i18n.language, step.progress / 100) }), why].filter(Boolean).join(" ")}
    </Text>
  );
}
