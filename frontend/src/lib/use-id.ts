/**
 * Takes the place of Mantine's `useId` (vite.config.ts). That one gives every field a second, random name once it is
 * drawn, and so draws all fields twice; React's names are enough for a page that no server renders.
 */

import { useId as useName } from "react";

export function useId(given?: string): string {
  const made = useName();
  return given ?? made;
}
