import { expect, it } from "vitest";

import { clock, exactClock, firstWords, languageName, lasting, lastWords, size, span } from "@/lib/format";

it("writes positions as players do", () => {
  expect([0, 7.9, 221, 3729, -1].map(clock)).toEqual(["0:00", "0:07", "3:41", "1:02:09", "0:00"]);
});
it("writes durations in the language", () => {
  expect(span("en", 42)).toBe("42 sec");
  expect(span("en", 360)).toBe("6 min");
  expect(span("ja", 360)).toBe("6 分");
});
it("writes moments to the tenth", () => {
  expect([0, 7.96, 221.34, 59.97].map((seconds) => exactClock("en", seconds))).toEqual([
    "0:00.0",
    "0:08.0",
    "3:41.3",
    "1:00.0",
  ]);
  expect(exactClock("uk", 7.25)).toBe("0:07,3");
});
it("writes lengths with a unit, long ones as positions", () => {
  expect(lasting("en", 8.44)).toBe("8.4 sec");
  expect(lasting("ja", 8)).toBe("8 秒");
  expect(lasting("en", 68.6)).toBe("1:09");
});
it("writes sizes with units", () => {
  expect(size("en", 12_345_678)).toBe("12.3 MB");
  expect([0, 1, 999].map((bytes) => size("en", bytes))).toEqual(["0 bytes", "1 byte", "999 bytes"]);
  expect(size("uk", 0)).toBe("0 байтів");
});
it("names languages, and odd codes by themselves", () => {
  expect(languageName("en", "ja")).toBe("Japanese");
  expect(languageName("en", "not a code")).toBe("not a code");
});
it("shortens neighbouring text at a word", () => {
  expect(lastWords("one two three", 9)).toBe("…three");
  expect(firstWords("one two three", 9)).toBe("one two…");
  expect(lastWords("short")).toBe("short");
});
