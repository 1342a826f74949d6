// @vitest-environment jsdom
import { expect, it } from "vitest";

import { embedCode } from "@/features/watch/clip/embed";

const read = (html: string) => {
  document.body.innerHTML = html;
  const { src, width, height, title } = document.querySelector("iframe") as HTMLIFrameElement;
  return [document.querySelectorAll("*").length, src, width, height, title];
};
const nodes = () => {
  document.body.innerHTML = "<iframe></iframe>";
  return document.querySelectorAll("*").length;
};

it("is one frame in the shape of the picture, whatever the title", () => {
  const title = '"><script>alert(1)</script> & co';
  const code = embedCode("https://example.org/embed/a?b=1&c=2", title, { width: 1920, height: 1080 }, false);
  expect(read(code)).toEqual([nodes(), "https://example.org/embed/a?b=1&c=2", "640", "360", title]);
});
it("stands upright where the clip does", () => {
  expect(read(embedCode("https://example.org/embed/a", "T", {}, true)).slice(2, 4)).toEqual(["360", "640"]);
  expect(read(embedCode("https://example.org/embed/a", "T", {}, false)).slice(2, 4)).toEqual(["640", "360"]);
});
