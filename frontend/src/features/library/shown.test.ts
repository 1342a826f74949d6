import { expect, it } from "vitest";

import { askedOf, countInUse, isNarrowed, shownOf } from "@/features/library/shown";

const shown = (address: string) => shownOf(new URLSearchParams(address));

it("reads the address, and takes odd values for left out", () => {
  expect(shown("length=long&view=list&channel=c%201&ordering=worst&language=..&platform=a/b&owner=you")).toEqual({
    search: "",
    owner: "",
    language: "",
    platform: "",
    channel: "c 1",
    length: "long",
    ordering: "-created_at",
    view: "list",
  });
});
it("asks for lengths in seconds, and for nothing that was not chosen", () => {
  expect(askedOf(shown("length=medium&view=list&owner=me"))).toEqual({
    owner: "me",
    ordering: "-created_at",
    min_duration: 240,
    max_duration: 1200,
  });
});
it("knows whether anything was taken away", () => {
  expect([isNarrowed(shown("owner=me&view=list")), isNarrowed(shown("length=short"))]).toEqual([false, true]);
});
it("counts filters in use, without the words and the view", () => {
  expect(countInUse(shown("search=sea&view=list"))).toBe(0);
  expect(countInUse(shown("owner=me&length=short&ordering=title&language=.."))).toBe(3);
});
