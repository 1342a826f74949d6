// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";

import { hitsOnPage, neighbour } from "@/features/search/hits";

beforeEach(() => {
  document.body.innerHTML = "<ul>" + "<li><button data-hit></button><a href='#'></a></li>".repeat(3) + "</ul>";
});

it("goes from hit to hit and holds at the ends", () => {
  const [first, second, third] = hitsOnPage();
  expect(neighbour(hitsOnPage(), first ?? null, 1)).toBe(second);
  expect(neighbour(hitsOnPage(), third ?? null, 1)).toBe(third);
  expect(neighbour(hitsOnPage(), first ?? null, -1)).toBe(first);
});
it("begins at an end where nothing is in use", () => {
  expect(neighbour(hitsOnPage(), document.body, 1)).toBe(hitsOnPage()[0]);
  expect(neighbour(hitsOnPage(), document.body, -1)).toBe(hitsOnPage()[2]);
});
it("goes on from the hit that plays", () => {
  hitsOnPage()[1]?.setAttribute("aria-expanded", "true");
  expect(neighbour(hitsOnPage(), document.body, 1)).toBe(hitsOnPage()[2]);
});
it("counts what stands in a hit's row as the hit", () => {
  expect(neighbour(hitsOnPage(), document.querySelectorAll("a")[1] ?? null, -1)).toBe(hitsOnPage()[0]);
});
