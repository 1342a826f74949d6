/** What is shown of a step: its own work, or what it does before that. */

import type { Session } from "@/features/queue/live";

type Step = Session["steps"][number];

/** The key of its words. */
export const wordsOf = ({ name, activity }: Pick<Step, "name" | "activity">) =>
  activity ? `queue.activities.${activity}` : `queue.steps.${name}`;

type Shown = Pick<Step, "status" | "progress" | "activity" | "activity_progress">;

export function percentOf({ status, progress, activity, activity_progress }: Shown) {
  if (activity) return activity_progress;
  return status === "done" ? 100 : progress;
}
