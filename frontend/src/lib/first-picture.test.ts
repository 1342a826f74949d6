// @vitest-environment jsdom
import { beforeEach, expect, it, vi } from "vitest";

const ADDRESS = "/content/thumbnail/1.jpg";
const BYTES = "data:image/jpeg;base64,AAAA";
const image = `<img src="${BYTES}" data-of="${ADDRESS}">`;

beforeEach(() => {
  vi.resetModules();
  document.body.innerHTML = "";
});

it("takes a picture that came with the page from there, also once the outline is gone", async () => {
  document.body.innerHTML = image;
  const { pictureAt } = await import("@/lib/first-picture");
  expect(pictureAt(ADDRESS)).toBe(BYTES);
  document.body.innerHTML = "";
  expect([pictureAt(ADDRESS), pictureAt("/other.jpg")]).toEqual([BYTES, "/other.jpg"]);
});

it("knows the picture of the video that the page was opened for", async () => {
  window.history.replaceState(null, "", "/watch/one");
  document.body.innerHTML = `<div class="first-player">${image}</div>`;
  const { firstPictureOf } = await import("@/lib/first-picture");
  expect([firstPictureOf("one"), firstPictureOf("two")]).toEqual([BYTES, undefined]);
});
