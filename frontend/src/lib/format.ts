/** Numbers, times and dates as people of a language write them. */

/** Making a formatter of the browser's takes a phone tens of milliseconds, so one of each kind is kept. */
function kept<Options, Formatter>(make: new (language: string, options: Options) => Formatter) {
  const made = new Map<string, Formatter>();
  return (language: string, options: Options): Formatter => {
    const name = language + JSON.stringify(options);
    const known = made.get(name) ?? new make(language, options);
    made.set(name, known);
    return known;
  };
}

const numbers = kept<Intl.NumberFormatOptions, Intl.NumberFormat>(Intl.NumberFormat);
const dates = kept<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>(Intl.DateTimeFormat);
const names = kept<Intl.DisplayNamesOptions, Intl.DisplayNames>(Intl.DisplayNames);

export const plain = (language: string, number: number) => numbers(language, {}).format(number);

/** A share from 0 to 1 in whole percent. */
export const percent = (language: string, share: number) => numbers(language, { style: "percent" }).format(share);

/** A position in a video: 3:41, 1:02:09. Seconds in. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${hours ? String(minutes).padStart(2, "0") : minutes}:${String(rest).padStart(2, "0")}`;
  return hours ? `${hours}:${tail}` : tail;
}

/** A moment to the tenth of a second: 3:41.3. */
export function exactClock(language: string, seconds: number): string {
  const tenths = Math.round(Math.max(0, seconds) * 10);
  const point =
    numbers(language, {})
      .formatToParts(0.1)
      .find(({ type }) => type === "decimal")?.value ?? ".";
  return `${clock(tenths / 10)}${point}${tenths % 10}`;
}

/** How long a moment lasts: "8.4 sec", from a minute on "1:08". */
export function lasting(language: string, seconds: number): string {
  if (seconds >= 60) return clock(Math.round(seconds));
  const style = { style: "unit", unit: "second", unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return numbers(language, style).format(seconds);
}

/** A duration of whole minutes or, below one, seconds: "6 min", "6 分". */
export function span(language: string, seconds: number): string {
  const unit = seconds >= 3600 ? "hour" : seconds >= 60 ? "minute" : "second";
  const divisor = { hour: 3600, minute: 60, second: 1 }[unit];
  const digits = unit === "hour" ? 1 : 0;
  const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits } as const;
  return numbers(language, style).format(Math.max(1, seconds / divisor));
}

export const day = (language: string, iso: string) => dates(language, { dateStyle: "medium" }).format(new Date(iso));

export const moment = (language: string, iso: string) =>
  dates(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));

/** Makes one formatter of each kind that views need first. */
export function makeFirstFormats(language: string) {
  plain(language, 0);
  day(language, "2000-01-01");
  languageName(language, language);
}

/** A file's size: "12.3 MB". */
export function size(language: string, bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const unitDisplay = power === 0 ? "long" : "short"; // "0 bytes", but "12.3 MB"
  const style = { style: "unit", unit: units[power], unitDisplay, maximumFractionDigits: 1 } as const;
  return numbers(language, style).format(bytes / 1000 ** power);
}

/** A language's name in another: "ja" in English is "Japanese". */
export function languageName(language: string, code: string): string {
  try {
    return names(language, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

const NEAR_LENGTH = 60;

/** The end of a text, at a word where there are words: "… the end of it". */
export function lastWords(text: string, length = NEAR_LENGTH): string {
  if (text.length <= length) return text;
  const end = Array.from(text.slice(-length)).slice(1).join("");
  return `…${end.slice(end.indexOf(" ") + 1)}`;
}

/** The beginning of a text, likewise. */
export function firstWords(text: string, length = NEAR_LENGTH): string {
  if (text.length <= length) return text;
  const begin = Array.from(text.slice(0, length)).slice(0, -1).join("");
  const space = begin.lastIndexOf(" ");
  return `${space > 0 ? begin.slice(0, space) : begin}…`;
}
