/** The field. What is typed is shown at once and searched a moment later. */

import { ActionIcon, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useKeyDown } from "@/components/use-key-down";
import { FIRST_HIT } from "@/features/search/hits";

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
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        ask(typed);
        document.querySelector<HTMLElement>(FIRST_HIT)?.click();
      }}
    >
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
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" || event.nativeEvent.isComposing) return;
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
    </form>
  );
}
