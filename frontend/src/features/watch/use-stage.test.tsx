// @vitest-environment jsdom
import { act, useRef } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { useStage } from "@/features/watch/use-stage";

let place: HTMLDivElement;
let canHover: boolean;

function Shown() {
  const player = useRef<HTMLVideoElement>(null);
  const { start, hasStart, hasControls, comeNear } = useStage(player, true);
  return (
    <div onPointerEnter={comeNear}>
      <video ref={player} controls={hasControls} tabIndex={-1} />
      {hasStart && <button ref={start} />}
    </div>
  );
}

const video = () => place.querySelector("video") as HTMLVideoElement;
const button = () => place.querySelector("button");
const seen = () => [button() !== null, video().controls];
const tell = (type: string, by: EventTarget = video()) =>
  act(() => {
    by.dispatchEvent(new Event(type));
  });
const come = (how: PointerEventInit) =>
  act(() => {
    video().dispatchEvent(new PointerEvent("pointerover", { bubbles: true, buttons: 0, ...how }));
  });

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  canHover = true;
  vi.stubGlobal("matchMedia", () => ({ matches: canHover }));
  Object.defineProperty(HTMLVideoElement.prototype, "textTracks", { value: new EventTarget(), configurable: true });
  place = document.body.appendChild(document.createElement("div"));
  act(() => createRoot(place).render(<Shown />));
});

afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(HTMLVideoElement.prototype, "textTracks");
  place.remove();
});

it("is one button at first, and the browser's own controls from the first playing on", () => {
  expect(seen()).toEqual([true, false]);
  tell("play");
  expect(seen()).toEqual([false, true]);
  tell("seeking");
  expect(seen()).toEqual([false, true]);
});

it.each(["seeking", "volumechange", "fullscreenchange"])("shows what was changed before: %s", (type) => {
  tell(type);
  expect(seen()).toEqual([true, true]);
});

it("shows that captions were chosen before", () => {
  tell("change", video().textTracks);
  expect(seen()).toEqual([true, true]);
});

it("gives a mouse the browser's controls, and a finger the button that it presses", () => {
  come({ pointerType: "touch" });
  come({ pointerType: "mouse", buttons: 1 });
  expect(seen()).toEqual([true, false]);
  come({ pointerType: "mouse" });
  expect(seen()).toEqual([true, true]);
});

it("leaves it to the browser where that brings a large button of its own", () => {
  canHover = false;
  tell("seeking");
  expect(seen()).toEqual([false, true]);
});

it("leaves it to the browser to say that it cannot play", () => {
  tell("error");
  expect(seen()).toEqual([false, true]);
});

it("hands the focus of the button to the video", () => {
  act(() => button()?.focus());
  tell("play");
  expect(document.activeElement).toBe(video());
});

it("takes the focus from nobody else", () => {
  tell("play");
  expect(document.activeElement).toBe(document.body);
});
