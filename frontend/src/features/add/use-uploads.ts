/** Files on their way to the server, one after the other. */

import { useCallback, useEffect, useRef, useState } from "react";

import type { Choices } from "@/features/add/ChoiceFields";
import { discard, type Outgoing, upload } from "@/lib/upload";

export type Sending = Outgoing & {
  key: number;
  state: "waiting" | "sending" | "paused" | "done" | "failed";
  fraction: number;
  error: unknown;
};

export function useUploads() {
  const [files, setFiles] = useState<readonly Sending[]>([]);
  const stops = useRef(new Map<number, AbortController>());
  const last = useRef<Promise<void>>(Promise.resolve());
  const number = useRef(0);

  const change = useCallback((key: number, changes: Partial<Sending>) => {
    setFiles((known) => known.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  }, []);

  const sendOne = useCallback(
    async ({ key, file, fields }: Sending, stop: AbortController) => {
      const wasStopped = () => stop.signal.aborted;
      if (wasStopped()) return;
      change(key, { state: "sending" });
      try {
        await upload({ file, fields, signal: stop.signal, onProgress: (fraction) => change(key, { fraction }) });
        change(key, { state: "done", fraction: 1 });
      } catch (error) {
        if (!wasStopped()) change(key, { state: "failed", error });
      }
    },
    [change],
  );

  const enqueue = useCallback(
    (one: Sending) => {
      const stop = new AbortController();
      stops.current.set(one.key, stop);
      last.current = last.current.then(() => sendOne(one, stop));
    },
    [sendOne],
  );

  const add = useCallback(
    (chosen: readonly File[], { language, visibility }: Choices) => {
      const made = chosen.map((file): Sending => {
        number.current += 1;
        const fields = { visibility, title: file.name.replace(/\.[^.]+$/, ""), ...(language && { language }) };
        return { key: number.current, file, fields, state: "waiting", fraction: 0, error: null };
      });
      setFiles((known) => [...known, ...made]);
      made.forEach(enqueue);
    },
    [enqueue],
  );

  /** The next file begins meanwhile. */
  const pause = useCallback(
    ({ key }: Sending) => {
      stops.current.get(key)?.abort();
      change(key, { state: "paused" });
    },
    [change],
  );

  /** Also after a failure: it goes on from what the server has. */
  const resume = useCallback(
    (one: Sending) => {
      change(one.key, { state: "waiting", error: null });
      enqueue(one);
    },
    [change, enqueue],
  );

  const remove = useCallback(({ key, file, fields, state }: Sending) => {
    stops.current.get(key)?.abort();
    setFiles((known) => known.filter((one) => one.key !== key));
    if (state !== "done") void discard({ file, fields }).catch(() => undefined);
  }, []);

  useEffect(() => {
    const open = stops.current;
    return () => open.forEach((stop) => stop.abort());
  }, []);
  return { files, add, pause, resume, remove };
}
