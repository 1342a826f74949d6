/** What the app says, in the language that was chosen. */

import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { type Language, remember, type Words, wordsIn } from "@/lib/language";

const SPACE = "translation";

/** `words` are those of `language`. */
export async function startSpeaking(language: Language, words: Words): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { [SPACE]: words } },
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  document.documentElement.lang = language;
}

/** Throws where its words do not come: then all stays as it was. */
export async function choose(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, SPACE)) {
    i18next.addResourceBundle(language, SPACE, await wordsIn(language));
  }
  remember(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
