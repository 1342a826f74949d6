// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, expect, it, vi } from "vitest";

import { applied, useChanges, type Changes, type Video, type Wish } from "@/features/library/changes";

afterEach(() => vi.unstubAllGlobals());

const videos = ["a", "b", "c"].map((id) => ({ id, visibility: "private" }) as Video);

it("shows what is wished for at once", () => {
  const wishes = new Map<string, Wish>([
    ["a", "delete"],
    ["c", { visibility: "public" }],
  ]);
  expect(applied(videos, wishes)).toEqual([
    { id: "b", visibility: "private" },
    { id: "c", visibility: "public" },
  ]);
});
it("leaves everything as it is without a wish", () => {
  expect(applied(videos, new Map())).toEqual(videos);
});

const NEVER = new Promise<never>(() => undefined);

/** What one may do, while `answer` stands for the server; and what is known of the videos. */
function acting(answer: (request: Request) => Promise<Response>) {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", answer);
  const queries = new QueryClient();
  queries.setQueryData(["videos", "recent"], { count: 3, results: videos });
  queries.setQueryData(["videos", "in", {}], { pages: [{ count: 3, results: videos }], pageParams: [1] });
  const seen: { changes?: Changes } = {};
  const Acting = () => {
    const changes = useChanges();
    useEffect(() => {
      seen.changes = changes;
    });
    return null;
  };
  act(() =>
    createRoot(document.createElement("div")).render(
      <QueryClientProvider client={queries}>
        <Acting />
      </QueryClientProvider>,
    ),
  );
  const until = (check: () => void) =>
    vi.waitFor(async () => {
      await act(() => Promise.resolve());
      check();
    });
  return { queries, seen, until };
}

it("tells of what was refused before anything is read again", async () => {
  const { queries, seen, until } = acting(() => Promise.reject(new TypeError("offline")));
  vi.spyOn(queries, "invalidateQueries").mockReturnValue(NEVER);
  act(() => seen.changes?.change(["a", "b"], "delete"));
  await until(() => expect(seen.changes?.refusal).toMatchObject({ count: 2, reason: { code: "offline" } }));
  expect(seen.changes?.wishes.size).toBe(0);
});

it("shows what was granted, or had happened in another tab, also where it cannot be read again", async () => {
  const { queries, seen, until } = acting(({ method, url }) => {
    if (method === "GET") return Promise.reject(new TypeError("offline"));
    return Promise.resolve(new Response("{}", { status: url.endsWith("a") ? 404 : 200 }));
  });
  act(() => seen.changes?.change(["a"], "delete"));
  await until(() => expect(queries.getQueryData(["videos", "recent"])).toMatchObject({ count: 2 }));
  act(() => seen.changes?.change(["b"], { visibility: "public" }));
  await until(() => expect(seen.changes?.wishes.size).toBe(0));
  const left = [
    { id: "b", visibility: "public" },
    { id: "c", visibility: "private" },
  ];
  expect(queries.getQueryData(["videos", "recent"])).toEqual({ count: 2, results: left });
  expect(queries.getQueryData(["videos", "in", {}])).toEqual({ pages: [{ count: 2, results: left }], pageParams: [1] });
  expect(seen.changes?.refusal).toBeNull();
});
