// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { initReactI18next } from "react-i18next";
import { afterEach, expect, it, vi } from "vitest";

import { ChoiceFields, USUAL } from "@/components/ChoiceFields";
import en from "@/locales/en.json";

afterEach(() => vi.unstubAllGlobals());

it.each([true, false])("offers English where the server can translate: %s", async (translates) => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ translates, engines: [] })));
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: en } } });
  const place = document.createElement("div");
  const root = createRoot(place);
  const queries = new QueryClient();
  const show = (translate: boolean) =>
    act(() =>
      root.render(
        <MantineProvider>
          <QueryClientProvider client={queries}>
            <ChoiceFields choices={{ ...USUAL, translate }} onChange={() => undefined} />
          </QueryClientProvider>
        </MantineProvider>,
      ),
    );
  show(false);
  await vi.waitFor(async () => {
    await act(() => Promise.resolve());
    expect(queries.getQueryData(["engines"])).toBeDefined();
    expect(place.querySelector("[type=checkbox]") !== null).toBe(translates);
  });

  show(true); // what was wished before can be taken back
  expect(place.querySelector("[type=checkbox]")).not.toBeNull();
  act(() => root.unmount());
});
