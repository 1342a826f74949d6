// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { SlowBar } from "@/app/SlowBar";
import en from "@/locales/en.json";

const queries = new QueryClient();
const place = document.createElement("div");

/** Something is read; ends when the function is called. */
function read(name: string) {
  let end: (found: string) => void = () => undefined;
  const reading = () => new Promise<string>((resolve) => (end = resolve));
  act(() => void queries.query({ queryKey: [name], queryFn: reading }));
  return () =>
    act(async () => {
      end("found");
      await Promise.resolve();
    });
}

const said = () => place.querySelector("[role=status]")?.textContent;
const pass = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1000));

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: en } } });
  vi.useFakeTimers();
  act(() =>
    createRoot(place).render(
      <QueryClientProvider client={queries}>
        <SlowBar />
      </QueryClientProvider>,
    ),
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  queries.clear();
});

it("says that the server takes long, as long as it does", async () => {
  const end = read("videos");
  await pass(7);
  expect(said()).toBe("");
  await pass(2);
  expect(said()).toBe(en.slow);
  await end();
  await pass(1);
  expect(said()).toBe("");
});

it("is patient with one after the other, as where somebody types", async () => {
  for (const words of ["b", "br", "bre"]) {
    const end = read(words);
    await pass(5);
    expect(said()).toBe("");
    await end();
  }
});
