import { beforeEach, expect, it, vi } from "vitest";

import {
  type Drafts,
  failed,
  keep,
  kept,
  oursWins,
  saved,
  saving,
  shownText,
  standingOf,
  typed,
} from "@/features/watch/edit/drafts";
import type { Line } from "@/lib/lines";

const line = (text: string, id = "a") => ({ id, text, start: 0, end: 1, version: 1 }) as Partial<Line> as Line;
const NONE: Drafts = new Map();

it("is nothing to store until something else is typed, nor when it is typed back", () => {
  const drafts = typed(NONE, line("one"), "two");
  expect(standingOf(drafts.get("a"), line("one"))).toBe("changed");
  expect(typed(drafts, line("one"), "one")).toEqual(NONE);
  expect(standingOf(typed(NONE, line("one"), " one  ").get("a"), line("one"))).toBe("same");
});
it("shows a space that is being typed, though there is nothing to store yet", () => {
  const draft = typed(NONE, line("one"), "one ").get("a");
  expect([shownText(draft, line("one")), standingOf(draft, line("one"))]).toEqual(["one ", "same"]);
  expect(shownText(draft, line("somebody else's"))).toBe("somebody else's");
});
it("is a conflict where somebody else wrote something else meanwhile", () => {
  const draft = typed(NONE, line("one"), "two").get("a");
  expect(standingOf(draft, line("three"))).toBe("conflict");
  expect(standingOf(draft, line("two"))).toBe("same");
  expect(standingOf(draft, undefined)).toBe("gone");
});
it("keeps its base while somebody goes on typing", () => {
  const drafts = typed(typed(NONE, line("one"), "two"), line("three"), "two more");
  expect(standingOf(drafts.get("a"), line("three"))).toBe("conflict");
  expect(standingOf(oursWins(drafts, line("three")).get("a"), line("three"))).toBe("changed");
});
it("is gone when it is stored, but for what was typed since", () => {
  const sent = saving(typed(NONE, line("one"), "two"), "a");
  expect(standingOf(sent.get("a"), line("one"))).toBe("saving");
  expect(saved(sent, "two", line("two"))).toEqual(NONE);
  const more = saved(typed(sent, line("one"), "two more"), "two", line("two"));
  expect(more.get("a")).toEqual({ text: "two more", base: "two" });
});
it("says that it could not be stored", () => {
  const drafts = failed(saving(typed(NONE, line("one"), "two"), "a"), "a", new Error("away"));
  expect(standingOf(drafts.get("a"), line("one"))).toBe("failed");
});

beforeEach(() => {
  const stored = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});
it("outlives the page, by video and by text", () => {
  const drafts = failed(typed(NONE, line("one"), "two"), "a", new Error("away"));
  keep("v", "original", drafts);
  expect(kept("v", "original")).toEqual(new Map([["a", { text: "two", base: "one" }]]));
  expect([kept("other", "original"), kept("v", "english")]).toEqual([NONE, NONE]);
  keep("v", "english", NONE);
  expect(kept("v", "original").size).toBe(1);
  keep("v", "original", NONE);
  expect(kept("v", "original")).toEqual(NONE);
});
