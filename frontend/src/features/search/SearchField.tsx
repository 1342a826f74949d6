/** The field. What is typed is shown at once and searched a moment later; a list says what it may become. */

import { ActionIcon, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useKeyDown } from "@/components/use-key-down";
import { FIRST_HIT } from "@/features/search/hits";
import classes from "@/features/search/SearchField.module.css";
import { optionId, Suggestions } from "@/features/search/Suggestions";
import { PAUSE_MS, useCompletion } from "@/features/search/use-completion";
import { useTyped } from "@/lib/use-typed";

type SearchFieldProps = { words: string; onChange: (words: string) => void };

export function SearchField({ words, onChange }: SearchFieldProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const { typed, type, put } = useTyped(words, onChange, PAUSE_MS);
  useFocusAtFirst(field, words === "");
  useKeyDown((event) => {
    if (event.key !== "/") return;
    event.preventDefault();
    field.current?.select();
  });
  const list = useId();
  const completion = useCompletion(typed, put);
  const { isOpen, suggestions, chosen } = completion;
  const at = suggestions.findIndex(({ key }) => key === chosen);
  return (
    <form
      role="search"
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        completion.close();
        put(typed);
        if (typed === words) document.querySelector<HTMLElement>(`[data-stale=false] ${FIRST_HIT}`)?.click();
      }}
    >
      <TextInput
        ref={field}
        size="lg"
        name="q"
        role="combobox"
        aria-label={t("search.field")}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-controls={isOpen ? list : undefined}
        aria-activedescendant={isOpen && at !== -1 ? optionId(list, at) : undefined}
        placeholder={t("search.placeholder")}
        autoComplete="off"
        enterKeyHint="search"
        value={typed}
        onChange={(event) => {
          type(event.currentTarget.value);
          completion.open();
        }}
        onBlur={completion.close}
        onKeyDown={(event) => {
          if (completion.pressed(event) || event.key !== "ArrowDown" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          document.querySelector<HTMLElement>(FIRST_HIT)?.focus();
        }}
        leftSection={<IconSearch size={22} aria-hidden />}
        rightSection={
          typed && (
            <ActionIcon
              aria-label={t("search.clear")}
              onClick={() => {
                put("");
                field.current?.focus();
              }}
            >
              <IconX size={20} aria-hidden />
            </ActionIcon>
          )
        }
      />
      {isOpen && <Suggestions id={list} suggestions={suggestions} chosen={chosen} take={completion.take} />}
    </form>
  );
}

/** Takes the focus in the view's first frame: `autoFocus` would have it laid out before. */
function useFocusAtFirst(field: React.RefObject<HTMLInputElement | null>, isWanted: boolean) {
  const first = useRef(isWanted);
  useEffect(() => {
    if (!first.current) return undefined;
    const frame = requestAnimationFrame(() => {
      first.current = false;
      field.current?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [field]);
}
