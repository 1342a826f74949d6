/** The list under the search field: what is in it, what is chosen, and the keys that go through it. */

import { useDebouncedValue } from "@mantine/hooks";
import { type KeyboardEvent, useState } from "react";
import { useNavigate } from "react-router";

import { type Suggestion, useSuggestions } from "@/features/search/suggest";

export const PAUSE_MS = 180;

/** Open while one types and there is something to suggest. The focus stays in the field throughout. */
export function useCompletion(typed: string, search: (words: string) => void) {
  const navigate = useNavigate();
  const [isWanted, setWanted] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [paused] = useDebouncedValue(typed, PAUSE_MS);
  const suggestions = useSuggestions(isWanted ? paused : "");
  const isOpen = isWanted && suggestions.length > 0;
  const want = (wanted: boolean) => {
    setWanted(wanted);
    setChosen(null);
  };
  const take = ({ text, video }: Suggestion) => {
    want(false);
    if (video) void navigate(`/watch/${video}`);
    else search(text);
  };
  /** Whether the key was for the list. */
  const pressed = (event: KeyboardEvent): boolean => {
    if (!isOpen || event.nativeEvent.isComposing) return false;
    const at = suggestions.findIndex(({ key }) => key === chosen);
    const here = suggestions[at];
    if (event.key === "Escape") want(false);
    else if (event.key === "Enter" && here) take(here);
    else if (event.key in STEPS)
      setChosen(suggestions[stepped(at, STEPS[event.key] ?? 0, suggestions.length)]?.key ?? null);
    else return false;
    event.preventDefault();
    return true;
  };
  return { suggestions, isOpen, chosen, open: () => want(true), close: () => want(false), take, pressed };
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** The place `step` after `at` in a ring of `count`; -1 is before the first and after the last. */
export function stepped(at: number, step: number, count: number): number {
  if (at === -1) return step > 0 ? 0 : count - 1;
  return (at + step + count) % count;
}
