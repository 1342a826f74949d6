// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import i18next from "i18next";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { initReactI18next } from "react-i18next";
import { afterEach, expect, it, vi } from "vitest";

import { NewRun, type RunFormProps } from "@/features/watch/NewRun";
import { ApiError, type Schemas } from "@/lib/api";
import en from "@/locales/en.json";

afterEach(() => vi.unstubAllGlobals());

it("says why a run could not be asked for where its dialog was closed meanwhile", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { translation: en } } });
  let form: RunFormProps | undefined;
  const Form = (props: RunFormProps) => {
    form = props;
    return <i>the form</i>;
  };
  const place = document.createElement("div");
  const words = { queued: "", processing: "", completed: "" };
  const video = { id: "v", can_edit: true } as Schemas["Video"];
  act(() =>
    createRoot(place).render(
      <MantineProvider env="test">
        <NewRun video={video} isPossible label="again.ask" icon={null} words={words} form={Form} />
      </MantineProvider>,
    ),
  );
  const open = () => act(() => place.querySelector("button")?.click());
  const said = () => place.querySelector("[role=alert]")?.textContent;
  open();
  act(() => form?.close());
  act(() => form?.failed(new ApiError(503, "overloaded")));
  expect(said()).toBe(en.error.overloaded);

  open();

  expect(place.querySelector("i")).not.toBeNull();
  expect(said()).toBeUndefined();
});
