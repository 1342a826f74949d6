import { expect, it } from "vitest";

import { englishAction, englishWords, percentOf, wordsOf } from "@/features/queue/steps";

const step = { name: "transcribe", status: "running", progress: 0, attempt: 1 } as const;

it("shows how a model comes before anything is heard", () => {
  const fetching = { ...step, activity: "fetching_model", activity_progress: 42 };
  expect([wordsOf(fetching), percentOf(fetching)]).toEqual(["queue.activities.fetching_model", 42]);
});

it("shows the step's own work otherwise", () => {
  const own = { ...step, progress: 7, activity: null, activity_progress: 0 };
  expect([wordsOf(own), percentOf(own)]).toEqual(["queue.steps.transcribe", 7]);
  expect(percentOf({ ...own, status: "done" })).toBe(100);
});

it("says of the English text how far it is, or why there is none", () => {
  expect(englishWords({ status: "running", note: null })).toBe("english.standings.running");
  expect(englishWords({ status: "done", note: "already_english" })).toBe("english.notes.already_english");
  expect(englishWords({ status: "done", note: null })).toBeNull();
});

it("lets the English text be cancelled while it is made, and be tried again", () => {
  const statuses = ["waiting", "running", "failed", "cancelled", "done"] as const;
  expect(statuses.map((status) => englishAction({ status }))).toEqual(["cancel", "cancel", "retry", "retry", null]);
});
