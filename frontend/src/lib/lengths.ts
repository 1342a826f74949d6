/** How long videos are, in the classes that people choose from. */

export const LENGTHS = ["any", "short", "medium", "long"] as const;
export type Length = (typeof LENGTHS)[number];

/** The limits of each in seconds, as the API takes them. */
export const LIMITS: Record<Length, { min_duration?: number; max_duration?: number }> = {
  any: {},
  short: { max_duration: 240 },
  medium: { min_duration: 240, max_duration: 1200 },
  long: { min_duration: 1200 },
};
