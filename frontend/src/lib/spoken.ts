/** Where videos come from, as people choose among it. */
export const PLATFORMS = ["youtube", "twitch", "web", "upload"] as const;

/** The languages people choose from for speech; all others are detected. */

export const SPOKEN: readonly string[] = ["en", "ja", "ko", "uk", "de", "es", "fr", "it", "pl", "pt", "zh", "hi", "ar"];
