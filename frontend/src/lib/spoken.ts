/** The languages people choose from for speech; all others are detected. */

export const SPOKEN: readonly string[] = ["en", "ja", "ko", "uk", "de", "es", "fr", "it", "pl", "pt", "zh", "hi", "ar"];
