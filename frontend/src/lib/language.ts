/** The languages of the app, which one is wanted, and its words: each is loaded when chosen. */

export const LANGUAGES = { en: "English", ja: "日本語", ko: "한국어", uk: "Українська" } as const;
export type Language = keyof typeof LANGUAGES;
export type Words = Record<string, unknown>;

const KEY = "soundbite.language";
const files = import.meta.glob<{ default: Words }>("../locales/*.json");

export const isLanguage = (name: string): name is Language => name in LANGUAGES;

/** The language of the page, which its own script chose before anything was painted (index.html). */
export function preferred(): Language {
  const { lang } = document.documentElement;
  return isLanguage(lang) ? lang : "en";
}

export const remember = (language: Language) => localStorage.setItem(KEY, language);

export const wordsIn = async (language: Language): Promise<Words> =>
  (await files[`../locales/${language}.json`]?.())?.default ?? {};
