/** The field. What is typed is shown at once and searched a moment later; a list says what it may become. */

import { ActionIcon, Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconMovie, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useKeyDown } from "@/components/use-key-down";
import { FIRST_HIT } from "@/features/search/hits";
import classes from "@/features/search/SearchField.module.css";
import { useSuggestions } from "@/features/search/suggest";

const PAUSE_MS = 180;

type SearchFieldProps = { words: string; onChange: (words: string) => void };

export function SearchField({ words, onChange }: SearchFieldProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<number>(undefined);
  const [typed, setTyped] = useState(words);
  const [seen, setSeen] = useState(words);
  const [asked, setAsked] = useState<readonly string[]>([]); // by this field, and not yet in the address
  if (words !== seen) {
    const own = asked.indexOf(words);
    setSeen(words);
    setAsked(own === -1 ? [] : asked.slice(own + 1));
    if (own === -1) setTyped(words); // the address changed elsewhere: Back, or a suggestion
  }
  const ask = (next: string) => {
    window.clearTimeout(timer.current);
    setAsked((before) => [...before, next]);
    onChange(next);
  };
  const type = (next: string) => {
    setTyped(next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => ask(next), PAUSE_MS);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useKeyDown((event) => {
    if (event.key !== "/") return;
    event.preventDefault();
    field.current?.select();
  });
  const { combobox, open, choose, suggestions } = useCompletion(typed, (next) => {
    setTyped(next);
    ask(next);
  });
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        combobox.closeDropdown();
        ask(typed);
        document.querySelector<HTMLElement>(FIRST_HIT)?.click();
      }}
    >
      <Combobox store={combobox} onOptionSubmit={choose} withinPortal={false}>
        <Combobox.Target withExpandedAttribute withKeyboardNavigation={combobox.dropdownOpened}>
          <TextInput
            ref={field}
            size="lg"
            name="q"
            aria-label={t("search.field")}
            placeholder={t("search.placeholder")}
            autoComplete="off"
            enterKeyHint="search"
            autoFocus={words === ""}
            value={typed}
            onChange={(event) => {
              type(event.currentTarget.value);
              open();
            }}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key !== "ArrowDown" || event.nativeEvent.isComposing || combobox.dropdownOpened) return;
              event.preventDefault();
              document.querySelector<HTMLElement>(FIRST_HIT)?.focus();
            }}
            leftSection={<IconSearch size={22} aria-hidden />}
            rightSection={
              typed && (
                <ActionIcon
                  aria-label={t("search.clear")}
                  onClick={() => {
                    setTyped("");
                    ask("");
                    field.current?.focus();
                  }}
                >
                  <IconX size={20} aria-hidden />
                </ActionIcon>
              )
            }
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={suggestions.length === 0} className={classes.suggestions}>
          <Combobox.Options aria-label={t("browse.suggestions")}>
            {suggestions.map(({ key, text, video }) => (
              <Combobox.Option key={key} value={key} className={classes.suggestion}>
                {video ? <IconMovie size={18} aria-hidden /> : <IconSearch size={18} aria-hidden />}
                <bdi className={classes.text}>{text}</bdi>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </form>
  );
}

/** The list under the field: open while one types and there is something to suggest. */
function useCompletion(typed: string, search: (words: string) => void) {
  const navigate = useNavigate();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const suggestions = useSuggestions(useDebouncedValue(typed, PAUSE_MS)[0]);
  const choose = (key: string) => {
    combobox.closeDropdown();
    const chosen = suggestions.find((one) => one.key === key);
    if (!chosen) return;
    if (chosen.video) void navigate(`/watch/${chosen.video}`);
    else search(chosen.text);
  };
  const open = () => {
    combobox.openDropdown();
    combobox.resetSelectedOption();
  };
  const isOpen = combobox.dropdownOpened && suggestions.length > 0;
  return { combobox: { ...combobox, dropdownOpened: isOpen }, open, choose, suggestions };
}
