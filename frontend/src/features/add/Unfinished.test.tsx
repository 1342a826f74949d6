// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { initReactI18next } from "react-i18next";
import { afterEach, expect, it, vi } from "vitest";

import { Unfinished } from "@/features/add/Unfinished";
import type { Schemas } from "@/lib/api";
import en from "@/locales/en.json";

const LEFT: Partial<Schemas["Resumable"]> = { id: "1", filename: "bread.mp4", length: 10, offset: 5 };

afterEach(() => vi.unstubAllGlobals());

it("says that what is unfinished cannot be read, and reads it again when told to", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
  const answers = [
    new Response("{}", { status: 500 }),
    Response.json([{ ...LEFT, expires_at: "2026-11-27T10:00:00Z" }]),
  ];
  vi.stubGlobal("fetch", () => Promise.resolve(answers.shift()));
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: en } } });
  const place = document.createElement("div");
  const root = createRoot(place);
  /** Waits until the page shows something, while it draws what has come. */
  const until = (check: () => void) =>
    vi.waitFor(async () => {
      await act(() => Promise.resolve());
      check();
    });
  act(() =>
    root.render(
      <MantineProvider>
        <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
          <Unfinished files={[]} goOn={() => undefined} />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  );
  await until(() => expect(place.querySelector("[role=alert] h2")?.textContent).toBe(en.failure.title));

  act(() => place.querySelector<HTMLButtonElement>("[role=alert] button")?.click());

  await until(() => expect(place.querySelector("li")?.textContent).toContain("bread.mp4"));

  expect(place.querySelector("[role=alert]")).toBeNull();
  act(() => root.unmount());
});
