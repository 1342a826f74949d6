/** Files on their way to the server, one after the other, some with captions beside them. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { type Choices, fieldsOf } from "@/components/ChoiceFields";
import { type Pair, stemOf } from "@/features/add/pairs";
import { ApiError } from "@/lib/api";
import { attachCaptions, discard, type Known, type Outgoing, upload } from "@/lib/upload";

export type Sending = Outgoing & {
  key: number;
  state: "waiting" | "sending" | "paused" | "done" | "failed";
  fraction: number;
  error: unknown;
  /** Its name on the server, once it has one. */
  id: string | null;
  captions: { name: string; state: "waiting" | "kept" | "failed"; error: unknown } | null;
  /** The video that has the same content already. */
  known: Known | null;
};

export const UPLOADS = ["uploads"];

const isRefusal = (error: unknown) => error instanceof ApiError && error.status > 0 && error.status < 500;

/** Choices as they travel beside a file. */
const asText = (fields: object): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));

export function useUploads() {
  const queries = useQueryClient();
  const [files, setFiles] = useState<readonly Sending[]>([]);
  const stops = useRef(new Map<number, AbortController>());
  const beside = useRef(new Map<number, File>());
  const last = useRef<Promise<void>>(Promise.resolve());
  const number = useRef(0);

  const change = useCallback((key: number, changes: Partial<Sending>) => {
    setFiles((known) => known.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  }, []);

  /** Captions that are refused do not stop their film. Throws where there was no answer. */
  const attach = useCallback(
    async (key: number, id: string) => {
      const captions = beside.current.get(key);
      if (!captions) return;
      const { name } = captions;
      try {
        await attachCaptions(id, captions);
        change(key, { captions: { name, state: "kept", error: null } });
      } catch (error) {
        if (!isRefusal(error)) throw error;
        change(key, { captions: { name, state: "failed", error } });
      }
    },
    [change],
  );

  const sendOne = useCallback(
    async ({ key, file, fields, from }: Sending, stop: AbortController) => {
      const wasStopped = () => stop.signal.aborted;
      if (wasStopped()) return;
      change(key, { state: "sending" });
      try {
        const known = await upload({
          file,
          fields,
          from,
          signal: stop.signal,
          onProgress: (fraction) => change(key, { fraction }),
          onPlace: async (id) => {
            change(key, { id });
            await attach(key, id);
          },
        });
        change(key, { state: "done", fraction: 1, known });
      } catch (error) {
        if (!wasStopped()) change(key, { state: "failed", error });
      }
      void queries.invalidateQueries({ queryKey: UPLOADS });
    },
    [attach, change, queries],
  );

  const enqueue = useCallback(
    (one: Sending) => {
      const stop = new AbortController();
      stops.current.set(one.key, stop);
      last.current = last.current.then(() => sendOne(one, stop));
    },
    [sendOne],
  );

  const put = useCallback(
    (outgoing: Outgoing, captions: File | null) => {
      number.current += 1;
      const key = number.current;
      if (captions) beside.current.set(key, captions);
      const made: Sending = {
        ...outgoing,
        key,
        state: "waiting",
        fraction: 0,
        error: null,
        id: outgoing.from ?? null,
        captions: captions && { name: captions.name, state: "waiting", error: null },
        known: null,
      };
      setFiles((known) => [...known, made]);
      enqueue(made);
    },
    [enqueue],
  );

  const add = useCallback(
    (pairs: readonly Pair<File>[], choices: Choices) => {
      for (const { film, captions } of pairs)
        put({ file: film, fields: { title: stemOf(film), ...asText(fieldsOf(choices)) } }, captions);
    },
    [put],
  );

  /** Goes on with an upload that the server knows from another time. */
  const goOn = useCallback((file: File, from: string) => put({ file, fields: {}, from }, null), [put]);

  /** Captions for a file that is not sent yet. */
  const give = useCallback(
    ({ key, id }: Sending, captions: File) => {
      beside.current.set(key, captions);
      const waiting = { name: captions.name, state: "waiting", error: null } as const;
      change(key, { captions: waiting });
      if (id)
        attach(key, id).catch((error: unknown) => change(key, { captions: { ...waiting, state: "failed", error } }));
    },
    [attach, change],
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

  const remove = useCallback(
    ({ key, file, fields, from, state }: Sending) => {
      stops.current.get(key)?.abort();
      setFiles((known) => known.filter((one) => one.key !== key));
      if (state === "done") return;
      void discard({ file, fields, from })
        .catch(() => undefined) // the server forgets it by itself after a while
        .finally(() => void queries.invalidateQueries({ queryKey: UPLOADS }));
    },
    [queries],
  );

  useEffect(() => {
    const open = stops.current;
    return () => open.forEach((stop) => stop.abort());
  }, []);
  return { files, add, goOn, give, pause, resume, remove };
}
