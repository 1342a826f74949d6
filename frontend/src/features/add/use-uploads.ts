/** Files on their way to the server, one after the other. */

import { useCallback, useEffect, useRef, useState } from "react";

import type { Choices } from "@/features/add/ChoiceFields";
import { ApiError } from "@/lib/api";
import { upload } from "@/lib/upload";

export type Sending = {
  key: number;
  file: File;
  state: "waiting" | "sending" | "done" | "failed";
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
    async ({ key, file }: Sending, { language, visibility }: Choices) => {
      const { signal } = stops.current.get(key) ?? new AbortController();
      if (signal.aborted) return;
      change(key, { state: "sending" });
      const fields = { visibility, title: file.name.replace(/\.[^.]+$/, ""), ...(language && { language }) };
      try {
        await upload({ file, fields, signal, onProgress: (fraction) => change(key, { fraction }) });
        change(key, { state: "done", fraction: 1 });
      } catch (error) {
        if (!(error instanceof ApiError && error.code === "aborted")) change(key, { state: "failed", error });
      }
    },
    [change],
  );

  const add = useCallback(
    (chosen: readonly File[], choices: Choices) => {
      const made = chosen.map((file): Sending => {
        number.current += 1;
        stops.current.set(number.current, new AbortController());
        return { key: number.current, file, state: "waiting", fraction: 0, error: null };
      });
      setFiles((known) => [...known, ...made]);
      for (const one of made) last.current = last.current.then(() => sendOne(one, choices));
    },
    [sendOne],
  );

  const remove = useCallback((key: number) => {
    stops.current.get(key)?.abort();
    setFiles((known) => known.filter((one) => one.key !== key));
  }, []);

  useEffect(() => {
    const open = stops.current;
    return () => open.forEach((stop) => stop.abort());
  }, []);
  return { files, add, remove };
}
