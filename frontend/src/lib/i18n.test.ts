import { createInstance } from "i18next";
import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

import { LANGUAGES } from "@/lib/language";
import en from "@/locales/en.json";
import ja from "@/locales/ja.json";
import ko from "@/locales/ko.json";
import uk from "@/locales/uk.json";

const files: Record<string, object> = { en, ja, ko, uk };
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Every sentence by its path: "search.tips.fewer". */
function sentences(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([name, value]: [string, unknown]) =>
    typeof value === "string"
      ? [[path + name, value] as [string, string]]
      : sentences(value as object, `${path}${name}.`),
  );
}
const names = (words: object) => [...new Set(sentences(words).map(([name]) => name.replace(PLURAL, "")))].sort();
const blanks = (text: string) => [...text.matchAll(/{{(\w+)/g)].map(([, name]) => name).sort();

it.each(Object.keys(LANGUAGES))("%s says everything that English says", (language) => {
  expect(names(files[language] ?? {})).toEqual(names(en));
});

it.each(Object.keys(LANGUAGES))("%s has the plurals of its grammar", (language) => {
  const wanted = [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort();
  const forms = new Map<string, string[]>();
  for (const [name] of sentences(files[language] ?? {})) {
    const form = PLURAL.exec(name)?.[1];
    if (form) forms.set(name.replace(PLURAL, ""), [...(forms.get(name.replace(PLURAL, "")) ?? []), form]);
  }
  expect(forms.size).toBeGreaterThan(0);
  for (const [name, found] of forms) expect(found.sort(), name).toEqual(wanted);
});

it.each(Object.keys(LANGUAGES))("%s fills the same blanks as English", (language) => {
  const english = new Map(sentences(en).map(([name, text]) => [name.replace(PLURAL, ""), blanks(text)]));
  for (const [name, text] of sentences(files[language] ?? {})) {
    expect(blanks(text), name).toEqual(english.get(name.replace(PLURAL, "")));
  }
});

/** What is the same in every language: names, and numbers alone. */
const SAME =
  /^(account\.pro|again\.engines|browse\.platforms|supercut\.exportKinds|front\.examples|me\.levelIs$|work\.percent$)/;

it.each(Object.keys(LANGUAGES).filter((language) => language !== "en"))("%s leaves nothing in English", (language) => {
  const english = new Map(sentences(en));
  const left = sentences(files[language] ?? {}).filter(
    ([name, text]) => english.get(name) === text && !SAME.test(name),
  );
  expect(left).toEqual([]);
});

it("has every sentence that the code asks for by its name", () => {
  const plain = new Set(names(en));
  const sources = globSync("src/**/*.{ts,tsx}").filter((name) => !name.includes(".test."));
  const asked = sources.flatMap((name) =>
    Array.from(readFileSync(name, "utf8").matchAll(/\bt\(\s*"([^"]+)"/g), ([, key]) => `${name}: ${key}`),
  );
  expect(asked.length).toBeGreaterThan(300);
  expect(asked.filter((line) => !plain.has(line.replace(/.*: /, "")))).toEqual([]);
});

it("has words for every code that docs/failures.md lists", () => {
  const codes = Array.from(
    readFileSync("../docs/failures.md", "utf8").matchAll(/^\| `(\w+)` \|/gm),
    ([, code]) => code,
  );
  expect(codes.length).toBeGreaterThan(50);
  expect(codes.filter((code = "") => !(code in en.error))).toEqual([]);
});

it("counts in Ukrainian", async () => {
  const speaker = createInstance();
  await speaker.init({ lng: "uk", resources: { uk: { translation: uk } } });
  expect([1, 3, 5, 21].map((count) => speaker.t("search.moments", { count }))).toEqual([
    "1 момент",
    "3 моменти",
    "5 моментів",
    "21 момент",
  ]);
});
