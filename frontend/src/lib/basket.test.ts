// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";

import {
  add,
  clear,
  inBasket,
  merged,
  moveTo,
  type NewPiece,
  openBasket,
  parsed,
  remove,
  toggle,
  totalOf,
  trim,
} from "@/lib/basket";

const KEY = "soundbite.supercut";
const piece = (text: string, start = 0, end = start + 2, video = "v"): NewPiece => ({
  video_id: video,
  title: "Title",
  text,
  start,
  end,
});
const texts = () => inBasket().map(({ text }) => text);
const idOf = (text: string) => inBasket().find((kept) => kept.text === text)?.id ?? "";

beforeEach(clear);

it("survives a reload", () => {
  add(piece("one"), piece("two", 5));
  const kept = localStorage.getItem(KEY);
  expect(parsed(kept)).toEqual(inBasket());
  expect(texts()).toEqual(["one", "two"]);
});
it("hears of other tabs", () => {
  openBasket();
  localStorage.setItem(KEY, JSON.stringify({ version: 1, pieces: [{ ...piece("theirs"), id: "x" }] }));
  window.dispatchEvent(new StorageEvent("storage", { key: KEY }));
  expect(texts()).toEqual(["theirs"]);
});
it.each(["", "null", "7", "{", '{"version":2,"pieces":[]}', '{"version":1,"pieces":7}'])("is empty for %j", (text) => {
  expect(parsed(text)).toEqual([]);
});
it("leaves odd pieces out", () => {
  const good = { ...piece("good"), id: "a" };
  const odd = [
    null,
    5,
    {},
    { ...good, start: "0" },
    { ...good, end: 0 },
    { ...good, start: -1 },
    { ...good, title: 1 },
  ];
  expect(parsed(JSON.stringify({ version: 1, pieces: [...odd, good] }))).toEqual([good]);
});
it("moves a piece down and up", () => {
  add(piece("one"), piece("two"), piece("three"));
  moveTo(idOf("one"), idOf("three"));
  expect(texts()).toEqual(["two", "three", "one"]);
  moveTo(idOf("one"), idOf("two"));
  expect(texts()).toEqual(["one", "two", "three"]);
  moveTo("nobody", idOf("two"));
  expect(texts()).toEqual(["one", "two", "three"]);
});
it("takes in and out", () => {
  toggle(piece("one"));
  toggle(piece("two", 5));
  toggle(piece("one"));
  expect(texts()).toEqual(["two"]);
  remove(idOf("two"));
  expect(texts()).toEqual([]);
});
it("is trimmed and counted", () => {
  add(piece("one", 0, 4), piece("two", 10, 12));
  trim(idOf("one"), { start: 1, end: 2.5 }, "less");
  expect(texts()).toEqual(["less", "two"]);
  expect(totalOf(inBasket())).toBe(3.5);
});
it("joins what touches, at the place of the first", () => {
  const found = [piece("b", 5, 7), piece("far", 50), piece("other", 5, 7, "w"), piece("c", 8, 9), piece("a", 6.5, 8)];
  expect(merged(found)).toEqual([{ ...piece("b a c", 5, 9) }, piece("far", 50), piece("other", 5, 7, "w")]);
});
it("keeps texts short", () => {
  add(piece("x".repeat(9000)));
  expect(texts()[0]).toHaveLength(500);
});
