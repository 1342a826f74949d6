// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Profile } from "@/features/account/Profile";
import { current, signIn, type User } from "@/lib/session";
import { useUser } from "@/lib/use-session";
import en from "@/locales/en.json";

const USER = { id: "1", full_name: "Ada", email: "ada@example.org", joined_at: "2026-11-27T10:00:00Z", level: 1 };

let place: HTMLDivElement;
let answer: (response: Response) => void;

const Shown = () => <Profile user={useUser() as User} />;
const field = () => place.querySelector("input") as HTMLInputElement;

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: en } } });
  signIn("token", USER as User);
  place = document.body.appendChild(document.createElement("div"));
  act(() =>
    createRoot(place).render(
      <MantineProvider env="test">
        <QueryClientProvider client={new QueryClient()}>
          <Shown />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  );
});

afterEach(() => {
  place.remove();
  vi.unstubAllGlobals();
});

/** Saves a name; `meanwhile` the answer is on its way. */
async function save(name: string, meanwhile: () => void) {
  field().focus();
  field().value = name;
  await act(async () => {
    place.querySelector("form")?.requestSubmit();
    await vi.waitFor(() => expect(answer).toBeTypeOf("function"));
  });
  meanwhile();
  await act(async () => {
    answer(Response.json({ ...USER, full_name: name }));
    await vi.waitFor(() => expect(current()).toMatchObject({ user: { full_name: name } }));
    await new Promise((resume) => setTimeout(resume));
  });
  expect(place.textContent).toContain(en.me.saved);
}

it("leaves the focus where it is when a name is saved", async () => {
  await save("Grace", () => undefined);
  expect([field().value, document.activeElement === field()]).toEqual(["Grace", true]);
});

it("leaves what is typed on while a name is saved", async () => {
  await save("Grace", () => (field().value = "Grace H"));
  expect([field().value, document.activeElement === field()]).toEqual(["Grace H", true]);
});
