/** What is shown of a step: its own work, or what it does before that. */

import type { Session } from "@/features/queue/live";

export type Step = Session["steps"][number];

/** The key of its words. */
export const wordsOf = ({ name, activity }: Pick<Step, "name" | "activity">) =>
  activity ? `queue.activities.${activity}` : `queue.steps.${name}`;

/** The key of what is said of the English text that a finished request asked for, too; none where it is there. */
export function englishWords({ status, note }: Pick<Step, "status" | "note">) {
  if (status === "done") return note && `english.notes.${note}`;
  return `english.standings.${status}`;
}

/** What may be done about a step that the video does not need. */
export function englishAction({ status }: Pick<Step, "status">) {
  if (status === "done") return null;
  return status === "failed" || status === "cancelled" ? "retry" : "cancel";
}

type Shown = Pick<Step, "status" | "progress" | "activity" | "activity_progress">;

export function percentOf({ status, progress, activity, activity_progress }: Shown) {
  if (activity) return activity_progress;
  return status === "done" ? 100 : progress;
}
