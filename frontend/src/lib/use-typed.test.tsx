// @vitest-environment jsdom
import { act, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { useTyped } from "@/lib/use-typed";

const PAUSE_MS = 200;
const passed: string[] = [];
let field: ReturnType<typeof useTyped>;
let show: (words: string) => void;

function Field({ words, tell }: { words: string; tell: (now: ReturnType<typeof useTyped>) => void }) {
  const now = useTyped(words, (next) => passed.push(next), PAUSE_MS);
  useEffect(() => {
    tell(now);
  });
  return null;
}

const type = (words: string) => act(() => field.type(words));
const wait = () =>
  act(() => {
    vi.advanceTimersByTime(PAUSE_MS);
  });

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  passed.length = 0;
  const root = createRoot(document.createElement("div"));
  show = (words) => act(() => root.render(<Field words={words} tell={(now) => (field = now)} />));
  show("");
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("passes on what was typed after a pause, once", () => {
  type("ri");
  type("river");
  expect([field.typed, [...passed]]).toEqual(["river", []]);
  wait();
  expect(passed).toEqual(["river"]);
});

it("takes over what was changed elsewhere", () => {
  type("river");
  wait();
  show("river");
  show("");
  expect(field.typed).toBe("");
});

it("keeps what is typed while its own words come back late", () => {
  type("ri");
  wait();
  type("river");
  show("ri");
  expect(field.typed).toBe("river");
});

it("waits for nothing more where it is told so", () => {
  type("ri");
  act(() => field.put("rivers"));
  wait();
  expect([field.typed, passed]).toEqual(["rivers", ["rivers"]]);
});
