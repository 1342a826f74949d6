// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, expect, it, vi } from "vitest";

import { useFollow } from "@/features/follows/use-follow";
import { type Follow, FOLLOWS } from "@/lib/follows";

const ONE = { id: "1", title: "Bread", is_paused: false } as Follow;
const OTHER = { id: "2", title: "River", is_paused: false } as Follow;

type Acts = ReturnType<typeof useFollow>;

function Acting({ follow = ONE, tell }: { follow?: Follow; tell: (acts: Acts) => void }) {
  const acts = useFollow(follow);
  useEffect(() => {
    tell(acts);
  });
  return null;
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("shows a change at once, and takes back no more than it where there is no answer", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  let fail: (error: Error) => void = () => undefined;
  vi.stubGlobal("fetch", () => new Promise((_resolve, reject) => (fail = reject)));
  const queries = new QueryClient();
  queries.setQueryData(FOLLOWS, [ONE, OTHER]);
  const known = () => queries.getQueryData<Follow[]>(FOLLOWS)?.map(({ is_paused }) => is_paused);
  let acts: Acts | undefined;
  const root = createRoot(document.createElement("div"));
  act(() =>
    root.render(
      <QueryClientProvider client={queries}>
        <Acting tell={(now) => (acts = now)} />
      </QueryClientProvider>,
    ),
  );

  await act(async () => {
    acts?.change({ is_paused: true });
    await vi.waitFor(() => expect(known()).toEqual([true, false]));
  });
  queries.setQueryData(FOLLOWS, (follows: Follow[]) =>
    follows.map((one) => (one.id === "2" ? { ...one, is_paused: true } : one)),
  );
  await act(async () => {
    fail(new TypeError("offline"));
    await vi.waitFor(() => expect(acts?.error).toMatchObject({ code: "offline" }));
  });

  expect(known()).toEqual([false, true]);
  act(() => root.unmount());
});

it("asks about a look until it is done, is paused, or takes too long", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  vi.useFakeTimers();
  const queries = new QueryClient();
  const asking = vi.spyOn(queries, "invalidateQueries");
  let acts: Acts | undefined;
  const root = createRoot(document.createElement("div"));
  const show = (follow: Follow) =>
    act(() =>
      root.render(
        <QueryClientProvider client={queries}>
          <Acting follow={follow} tell={(now) => (acts = now)} />
        </QueryClientProvider>,
      ),
    );
  const look = () => act(() => Promise.resolve(acts?.look()));
  const pass = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1000));
  const standing = () => [acts?.isLooking, acts?.isLate];
  const isAskedIn = async (seconds: number) => {
    asking.mockClear();
    await pass(seconds);
    return asking.mock.calls.length > 0;
  };

  show(ONE);
  await look();
  expect([...standing(), await isAskedIn(10)]).toEqual([true, false, true]);
  await pass(110);
  expect([...standing(), await isAskedIn(60)]).toEqual([false, true, false]);

  await look();
  expect([...standing(), await isAskedIn(10)]).toEqual([true, false, true]);
  show({ ...ONE, last_checked_at: "2026-11-26T10:00:00Z" });
  expect([...standing(), await isAskedIn(60)]).toEqual([false, false, false]);

  await look();
  expect([...standing(), await isAskedIn(10)]).toEqual([true, false, true]);
  show({ ...ONE, last_checked_at: "2026-11-26T10:00:00Z", is_paused: true });
  expect([...standing(), await isAskedIn(60)]).toEqual([false, false, false]);
  act(() => root.unmount());
});
