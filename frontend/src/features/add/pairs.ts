/** Caption files among the chosen ones, each beside the film that it is named after. */

const CAPTIONS = /\.(srt|vtt|ass|ssa|sbv|json3)$/i;
const SUFFIX = /\.[^.]+$/;

export const CAPTION_TYPES = ".srt,.vtt,.ass,.ssa,.sbv,.json3";

export const isCaptions = ({ name }: Named) => CAPTIONS.test(name);

/** A file's name without its last suffix. */
export const stemOf = ({ name }: Named) => name.replace(SUFFIX, "");

type Named = { name: string };
export type Pair<T> = { film: T; captions: T | null };

/** Whether captions are those of a film by their name: "Film.srt" and "Film.en.srt" are, of "Film.mp4". */
export const belongsTo = (captions: Named, film: Named) =>
  stemOf(captions) === stemOf(film) || stemOf(captions).startsWith(`${stemOf(film)}.`);

/** The films with their captions, and captions that belong to none of them. */
export function paired<T extends Named>(files: readonly T[]): { pairs: Pair<T>[]; lonely: T[] } {
  const films = files.filter((file) => !isCaptions(file));
  const captions = files.filter(isCaptions);
  const taken = new Set<T>();
  const pairs = films.map((film): Pair<T> => {
    const own = captions.find((one) => !taken.has(one) && belongsTo(one, film)) ?? null;
    if (own) taken.add(own);
    return { film, captions: own };
  });
  return { pairs, lonely: captions.filter((one) => !taken.has(one)) };
}
