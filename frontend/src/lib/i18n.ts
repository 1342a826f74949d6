/** Languages: English, Japanese, Korean, Ukrainian. Each is loaded when chosen. */

import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: "English", ja: "日本語", ko: "한국어", uk: "Українська" } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = "soundbite.language";
const words = import.meta.glob<{ default: Record<string, unknown> }>("../locales/*.json");

export const isLanguage = (name: string): name is Language => name in LANGUAGES;

/** The chosen language, else the first of the browser's that we speak. */
export function preferred(): Language {
  const wished = [localStorage.getItem(KEY) ?? "", ...navigator.languages];
  return wished.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
}

async function load(language: Language) {
  if (i18next.hasResourceBundle(language, "translation")) return;
  const file = await words[`../locales/${language}.json`]?.();
  i18next.addResourceBundle(language, "translation", file?.default);
}

export async function startLanguages(): Promise<void> {
  const language = preferred();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  await speak(language);
}

export async function speak(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export function choose(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  return speak(language);
}
