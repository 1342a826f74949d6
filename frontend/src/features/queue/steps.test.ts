import { expect, it } from "vitest";

import { percentOf, wordsOf } from "@/features/queue/steps";

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
