// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { useProduct } from "@/features/watch/clip/product";
import { signIn, type User } from "@/lib/session";

const BODY = { video_id: "v", start: 1, end: 2 };

class Socket {
  static readonly CLOSED = 3;
  static opened: Socket[] = [];
  readonly readyState = 1;
  onmessage: ((event: { data: string }) => void) | null = null;
  constructor() {
    Socket.opened.push(this);
  }
  close() {
    Socket.opened = Socket.opened.filter((one) => one !== this);
  }
}

let asked: string[] = [];
type Product = ReturnType<typeof useProduct>;

let product: Product;
let root: ReturnType<typeof createRoot>;

function Asker({ tell }: { tell: (product: Product) => void }) {
  const product = useProduct();
  useEffect(() => {
    tell(product);
  });
  return null;
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers({ toFake: ["setInterval"] }); // polling, which never comes
  vi.stubGlobal("WebSocket", Socket);
  asked = [];
  vi.stubGlobal("fetch", ({ method, url }: Request) => {
    asked.push(`${method} ${new URL(url).pathname}`);
    return Promise.resolve(Response.json({ id: "c", status: method === "POST" ? "working" : "ready" }));
  });
  signIn("token", { id: 1 } as unknown as User);
  root = createRoot(document.createElement("div"));
  act(() =>
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <Asker tell={(found) => (product = found)} />
      </QueryClientProvider>,
    ),
  );
});

afterEach(() => {
  act(() => root.unmount());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Lets React and the network go on until it is so; the test's own limit ends what never is. */
async function until(condition: () => boolean) {
  while (!condition()) await act(() => new Promise((resume) => setTimeout(resume, 5)));
}
const push = (id: string) =>
  act(() => Socket.opened[0]?.onmessage?.({ data: JSON.stringify({ type: "clip.ready", clip: { id } }) }));

it("reads a clip again when the socket says that it is ready", { timeout: 30_000 }, async () => {
  act(() => product.ask(BODY));
  await until(() => product.clip?.status === "working" && Socket.opened.length === 1);

  push("another");
  push("c");

  await until(() => product.clip?.status === "ready");
  expect(asked).toEqual(["POST /api/v1/clips", "GET /api/v1/clips/c"]);
  await until(() => Socket.opened.length === 0); // nothing is waited for any more
});

it("lets go of a clip in work also where the server cannot be told", async () => {
  vi.stubGlobal("fetch", ({ method }: Request) => {
    asked.push(method);
    return method === "DELETE"
      ? Promise.reject(new TypeError())
      : Promise.resolve(Response.json({ id: "c", status: "working" }));
  });
  act(() => product.ask(BODY));
  await until(() => product.clip?.status === "working");

  act(() => product.forget());

  await until(() => !product.clip && asked.includes("DELETE"));
  await new Promise((resume) => setTimeout(resume)); // what nobody catches fails the test
});
