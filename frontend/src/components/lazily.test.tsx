// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import i18next from "i18next";
import { act, type ReactNode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { initReactI18next } from "react-i18next";
import { createMemoryRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { MissingView } from "@/app/NoSuchPage";
import { lazily, lazilyOver } from "@/components/lazily";
import { arriving } from "@/lib/arriving";
import en from "@/locales/en.json";

let place: HTMLDivElement;

const show = (shown: ReactNode) =>
  act(() => createRoot(place).render(<MantineProvider env="test">{shown}</MantineProvider>));
const until = (check: () => void) =>
  vi.waitFor(async () => {
    await act(() => Promise.resolve());
    check();
  });
const press = (name: string) =>
  act(() => {
    const buttons = Array.from(place.querySelectorAll("button"));
    buttons.find((button) => [button.textContent, button.ariaLabel].includes(name))?.click();
  });

/** Code that does not come at first. */
function failingOnce(text: string) {
  const tries = [() => Promise.reject(new TypeError("Failed to fetch dynamically imported module"))];
  return () => (tries.shift() ?? (() => Promise.resolve(() => <b>{text}</b>)))();
}

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
  vi.spyOn(console, "error").mockImplementation(() => undefined); // React names what was caught
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: en } } });
  place = document.body.appendChild(document.createElement("div"));
});

afterEach(() => {
  place.remove();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("says in the part's place that it is missing, and brings it at another try", async () => {
  const Part = lazily(failingOnce("The part"));
  show(
    <>
      <i>the rest</i>
      <Suspense>
        <Part />
      </Suspense>
    </>,
  );
  await until(() => expect(place.querySelector("[role=alert]")?.textContent).toContain(en.broken.missing));
  expect(place.querySelector("i")?.textContent).toBe("the rest");

  press(en.failure.retry);

  await until(() => expect(place.querySelector("b")?.textContent).toBe("The part"));
  expect(place.querySelector("[role=alert]")).toBeNull();
});

it("gives up what would lie over the page when told to, and asks anew when it is wanted again", async () => {
  const Over = lazilyOver<{ close: () => void }>(failingOnce("The dialog"));
  const close = vi.fn();
  const shown = (key: number) => (
    <Suspense key={key}>
      <Over close={close} />
    </Suspense>
  );
  show(shown(1));
  await until(() => expect(place.querySelector("[role=alert]")).not.toBeNull());
  press(en.player.close);
  expect(close).toHaveBeenCalledOnce();

  show(shown(2));

  await until(() => expect(place.querySelector("b")?.textContent).toBe("The dialog"));
});

it("keeps the frame in use where a view is missing, and brings the view at another try", async () => {
  const load = failingOnce("The view");
  const view = () => arriving(async () => ({ Component: await load() }));
  const children = [{ errorElement: <MissingView />, children: [{ path: "/", lazy: view }] }];
  const router = createMemoryRouter([{ children, errorElement: <b>broken</b>, HydrateFallback: () => null }]);
  show(<RouterProvider router={router} />);
  await until(() => expect(place.querySelector("[role=alert] h2")?.textContent).toBe(en.failure.title));

  press(en.failure.retry);

  await until(() => expect(place.querySelector("b")?.textContent).toBe("The view"));
});
