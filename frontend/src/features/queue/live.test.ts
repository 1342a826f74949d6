import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, it } from "vitest";

import { apply, readAmidPushes, type Request, requestsAfter, type Session } from "@/features/queue/live";

const request = { id: "r", status: "queued", queue_position: 2, queue_length: 3, session_id: null } as Request;
const session = { id: "s", request_id: "r", video_id: "v", progress: 10 } as Session;

let queries: QueryClient;
const requests = () => queries.getQueryData<Request[]>(["requests"]);

beforeEach(() => {
  queries = new QueryClient();
  queries.setQueryData(["requests"], [request]);
  queries.setQueryData(["sessions"], []);
});

it("moves a request along the queue", () => {
  apply(queries, { type: "queue.moved", requests: [{ id: "r", queue_position: 1, queue_length: 2 }] });
  expect(requests()).toEqual([{ ...request, queue_position: 1, queue_length: 2 }]);
});
it("takes a session's first news for the start of its request", () => {
  apply(queries, { type: "session.progress", session });
  expect(queries.getQueryData(["sessions"])).toEqual([session]);
  expect(requests()).toEqual([{ ...request, status: "processing", queue_position: null, session_id: "s" }]);
});
it("knows what was pushed while it read what was before", async () => {
  const readLate = () => {
    apply(queries, { type: "session.progress", session });
    return Promise.resolve([request]);
  };
  const now = { ...request, status: "processing", queue_position: null, session_id: "s" };
  expect(await readAmidPushes(readLate, requestsAfter)).toEqual([now]);
  expect(await readAmidPushes(() => Promise.resolve([request]), requestsAfter)).toEqual([request]);
});
it("replaces a session by its later news", () => {
  apply(queries, { type: "session.progress", session });
  apply(queries, { type: "session.progress", session: { ...session, progress: 60 } });
  expect(queries.getQueryData(["sessions"])).toEqual([{ ...session, progress: 60 }]);
});
it("shows how a request ended", () => {
  const finished: Request = {
    ...request,
    status: "failed",
    error: { code: "not_media", detail: "" },
    video: { id: "v" } as Request["video"],
  };
  apply(queries, { type: "request.finished", request: finished });
  expect(requests()).toEqual([finished]);
});
it("reads again after a snapshot: something may have been missed", () => {
  apply(queries, { type: "snapshot", sessions: [], requests: [] });
  expect(queries.getQueryState(["requests"])?.isInvalidated).toBe(true);
});
it.each(["lines", "captions", "video"])("reads the %s of a corrected video again", (kind) => {
  queries.setQueryData([kind, "v"], []);
  queries.setQueryData([kind, "other"], []);
  apply(queries, { type: "segments.changed", video_id: "v", segments: null, removed: [] });
  expect(queries.getQueryState([kind, "v"])?.isInvalidated).toBe(true);
  expect(queries.getQueryState([kind, "other"])?.isInvalidated).toBe(false);
});

it("reads what is said in English again when there is more of it", () => {
  const keys = ["lines", "captions"].map((kind) => [kind, "v", "english"]);
  for (const key of [...keys, ["lines", "v"], ["video", "v"]]) queries.setQueryData(key, []);
  apply(queries, { type: "translation.added", video_id: "v", segment_count: 2 });
  expect([...keys, ["video", "v"]].map((key) => queries.getQueryState(key)?.isInvalidated)).toEqual([true, true, true]);
  expect(queries.getQueryState(["lines", "v"])?.isInvalidated).toBe(false);
});
