// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, expect, it, vi } from "vitest";

import { bodyOf, madeOf, type SupercutBody, useMaking } from "@/features/supercut/making";
import { signIn, type User } from "@/lib/session";

const body = (end: number) =>
  bodyOf([{ id: "a", video_id: "v", title: "T", text: "said", start: 1, end }], "mp4", false);

type Making = ReturnType<typeof useMaking>;

function Asker({ body, tell }: { body: SupercutBody; tell: (making: Making) => void }) {
  const making = useMaking(body);
  useEffect(() => {
    tell(making);
  });
  return null;
}

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

it("knows an answer for the one to what was asked, also where the pieces changed meanwhile", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  let answer: (response: Response) => void = () => undefined;
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
  signIn("token", { id: 1 } as unknown as User);
  let making: Making | undefined;
  const queries = new QueryClient();
  const root = createRoot(document.createElement("div"));
  const show = (end: number) =>
    act(() =>
      root.render(
        <QueryClientProvider client={queries}>
          <Asker body={body(end)} tell={(now) => (making = now)} />
        </QueryClientProvider>,
      ),
    );
  show(2);
  await act(async () => {
    making?.ask();
    await vi.waitFor(() => expect(making?.isAsking).toBe(true));
  });

  show(3);
  await act(async () => {
    answer(Response.json({ id: "s", status: "ready" }));
    await vi.waitFor(() => expect(making?.isAsking).toBe(false));
  });

  expect(making?.supercut).toBeUndefined();
  expect(madeOf(localStorage.getItem("soundbite.supercut-made"))?.wish).toBe(JSON.stringify([1, body(2)]));
  show(2);
  expect(making?.supercut?.id).toBe("s");
  act(() => root.unmount());
});

it("goes on with what could not be cancelled, and says so", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", ({ method }: Request) =>
    method === "DELETE"
      ? Promise.reject(new TypeError())
      : Promise.resolve(Response.json({ id: "s", status: "failed" })),
  );
  signIn("token", { id: 1 } as unknown as User);
  let making: Making | undefined;
  const root = createRoot(document.createElement("div"));
  const until = (check: () => void) =>
    vi.waitFor(async () => {
      await act(() => Promise.resolve());
      check();
    });
  act(() =>
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <Asker body={body(2)} tell={(now) => (making = now)} />
      </QueryClientProvider>,
    ),
  );
  act(() => making?.ask());
  await until(() => expect(making?.supercut?.id).toBe("s"));

  act(() => making?.cancel());

  await until(() => expect(making?.error).toMatchObject({ code: "offline" }));
  expect(making?.supercut?.id).toBe("s");
  act(() => root.unmount());
});
