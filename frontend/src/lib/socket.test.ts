// @vitest-environment jsdom
import { afterEach, expect, it, vi } from "vitest";

import { refresh } from "@/lib/session";
import { connect, pauseMs } from "@/lib/socket";

vi.mock("@/lib/session", () => ({ accessToken: () => "token", refresh: vi.fn() }));

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("waits longer with every try, up to half a minute", () => {
  expect([0, 1, 2, 3, 10].map((tries) => pauseMs(tries, 1))).toEqual([1000, 2000, 4000, 8000, 30_000]);
});
it("never comes back at once", () => {
  expect(pauseMs(0, 0)).toBe(500);
});

it("stays closed where it was ended while its token was renewed", async () => {
  const opened: Socket[] = [];
  class Socket {
    onclose?: (event: { code: number }) => void;
    constructor() {
      opened.push(this);
    }
    close = () => undefined;
  }
  vi.stubGlobal("WebSocket", Socket);
  vi.useFakeTimers();
  let renew: (isGood: boolean) => void = () => undefined;
  vi.mocked(refresh).mockReturnValue(new Promise((resolve) => (renew = resolve)));

  const end = connect({ onPush: () => undefined, onState: () => undefined });
  opened[0]?.onclose?.({ code: 4401 });
  end();
  renew(true);
  await vi.advanceTimersByTimeAsync(60_000);

  expect(opened).toHaveLength(1);
});
