// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { initReactI18next } from "react-i18next";
import { afterEach, expect, it, vi } from "vitest";

import { ChannelSelect } from "@/components/ChannelSelect";
import { signIn, type User } from "@/lib/session";
import en from "@/locales/en.json";

afterEach(() => vi.unstubAllGlobals());

it("says that the channels could not be read, and reads them again when it is used", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
  const bread = { channel_id: "b", channel_name: "Bread", platform: "youtube", video_count: 1 };
  const answers = [new Response("{}", { status: 500 }), Response.json({ results: [bread] })];
  vi.stubGlobal("fetch", () => Promise.resolve(answers.shift()));
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: en } } });
  signIn("token", { id: "1" } as User);
  const place = document.body.appendChild(document.createElement("div"));
  const offered = () => Array.from(place.querySelectorAll("option"), (option) => [option.text, option.disabled]);
  const until = (check: () => void) =>
    vi.waitFor(async () => {
      await act(() => Promise.resolve());
      check();
    });
  act(() =>
    createRoot(place).render(
      <MantineProvider env="test">
        <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
          <ChannelSelect value="" onChange={() => undefined} />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  );
  const any = [en.browse.anyChannel, false];
  await until(() => expect(offered()).toEqual([any, [en.failure.title, true]]));

  act(() => place.querySelector("select")?.focus());

  await until(() => expect(offered()).toEqual([any, ["Bread", false]]));
  place.remove();
});
