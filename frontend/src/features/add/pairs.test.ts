import { expect, it } from "vitest";

import { belongsTo, paired } from "@/features/add/pairs";

const named = (...names: string[]) => names.map((name) => ({ name }));

it("puts captions beside the film that they are named after", () => {
  const [film, other, srt, german, notes] = named("A film.mp4", "Other.mkv", "A film.srt", "Other.de.VTT", "notes.ass");
  expect(paired([german, film, srt, other, notes].filter((one) => one !== undefined))).toEqual({
    pairs: [
      { film, captions: srt },
      { film: other, captions: german },
    ],
    lonely: [notes],
  });
});

it("gives a film one caption file", () => {
  const { pairs, lonely } = paired(named("a.mp4", "a.en.srt", "a.uk.srt"));
  expect(pairs[0]?.captions?.name).toBe("a.en.srt");
  expect(lonely).toEqual(named("a.uk.srt"));
});

it.each([
  ["Film 1.srt", "Film 1.mp4", true],
  ["Film 10.srt", "Film 1.mp4", false],
  ["Film.srt", "Film.cut.mp4", false],
])("%s and %s", (captions, film, belongs) => {
  expect(belongsTo({ name: captions }, { name: film })).toBe(belongs);
});
