/** The suggestions under the search field, as a listbox that the field controls. */

import { IconMovie, IconSearch } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/features/search/Suggestions.module.css";
import type { Suggestion } from "@/features/search/suggest";

type SuggestionsProps = {
  id: string;
  suggestions: readonly Suggestion[];
  chosen: string | null;
  take: (suggestion: Suggestion) => void;
};

/** Unique on the page, as long as `list` is. */
export const optionId = (list: string, at: number) => `${list}-${at}`;

export function Suggestions({ id, suggestions, chosen, take }: SuggestionsProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <ul ref={list} id={id} role="listbox" aria-label={t("browse.suggestions")} className={classes.suggestions}>
      {suggestions.map((suggestion, at) => (
        <li
          key={suggestion.key}
          id={optionId(id, at)}
          role="option"
          aria-selected={suggestion.key === chosen}
          className={classes.suggestion}
          onMouseDown={(event) => event.preventDefault()} // the focus stays in the field
          onClick={() => take(suggestion)}
        >
          {suggestion.video ? <IconMovie size={18} aria-hidden /> : <IconSearch size={18} aria-hidden />}
          <bdi className={classes.text}>{suggestion.text}</bdi>
        </li>
      ))}
    </ul>
  );
}
