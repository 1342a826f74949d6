import { afterEach, expect, it, vi } from "vitest";

import { apply, type Found, inPieces, preview } from "@/features/watch/edit/replace";
import type { Schemas } from "@/lib/api";

afterEach(() => vi.unstubAllGlobals());

it("cuts what is too much for one request into pieces, in order", () => {
  expect(inPieces([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(inPieces([], 2)).toEqual([]);
});

it("looks and replaces in the text that is edited, and in no line that was not chosen", async () => {
  const asked: Schemas["ReplaceInputRequest"][] = [];
  const found = { segment_id: "a", video_id: "v", version: 3 } as Found;
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push((await request.json()) as Schemas["ReplaceInputRequest"]);
    return Response.json({ lines: 1, count: 2, results: [{ ...found, version: 2 + asked.length }] });
  });
  const wish = { find: "one", replace: "two", match_case: false, whole_word: true };

  const seen = await preview(new Map([["v", "Bread"]]), "english", wish);
  const told: unknown[] = [];
  await apply(seen.results, "english", wish, (...versions) => told.push(versions));

  const both = { ...wish, track: "english", video_ids: ["v"] };
  expect(asked).toEqual([
    { ...both, preview: true },
    { ...both, preview: false, segments: [{ id: "a", version: 3 }] },
  ]);
  expect(told).toEqual([[[{ id: "a", version: 3 }], [{ id: "a", version: 4 }]]]);
});
