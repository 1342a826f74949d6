/** The words of a field: shown at once, passed on a moment later, and replaced where they are changed elsewhere. */

import { useEffect, useRef, useState } from "react";

export function useTyped(words: string, pass: (words: string) => void, pauseMs: number) {
  const timer = useRef<number>(undefined);
  const [typed, setTyped] = useState(words);
  const [seen, setSeen] = useState(words);
  const [asked, setAsked] = useState<readonly string[]>([]); // by this field, and not yet in `words`
  if (words !== seen) {
    const own = asked.indexOf(words);
    setSeen(words);
    setAsked(own === -1 ? [] : asked.slice(own + 1));
    if (own === -1) setTyped(words); // changed elsewhere: by Back, or a link
  }
  const ask = (next: string) => {
    window.clearTimeout(timer.current);
    setAsked((before) => [...before, next]);
    pass(next);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return {
    typed,
    /** A key was pressed. */
    type: (next: string) => {
      setTyped(next);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => ask(next), pauseMs);
    },
    /** Nothing more is to be waited for. */
    put: (next: string) => {
      setTyped(next);
      ask(next);
    },
  };
}
