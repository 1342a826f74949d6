/** Editing one text of a video: its state for the page, others' edits as they come, and what has to follow. */

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";

import { Editing } from "@/features/watch/edit/editing";
import { server } from "@/features/watch/edit/server";
import { type Line, linesOf, renewed, type Track } from "@/lib/lines";
import { usePushes } from "@/lib/use-pushes";

/** Captions of a long video are large: they are read again when the editing rests. */
const REST_MS = 1500;

/** The lines of a video's text as this page knows them. */
function linesHere(queries: QueryClient, video: string, track: Track) {
  const { queryKey } = linesOf(video, false, track);
  let timer: number | undefined;
  const follow = () => {
    for (const name of ["search", "suggest", "clip"]) void queries.invalidateQueries({ queryKey: [name] });
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void queries.invalidateQueries({ queryKey: ["captions", video] }), REST_MS);
  };
  return {
    lines: (): readonly Line[] => queries.getQueryData(queryKey) ?? [],
    show: (changed: readonly Line[], removed: readonly string[]) => {
      queries.setQueryData(queryKey, (lines) => lines && renewed(lines, changed, removed));
      follow();
    },
    reload: async () => {
      follow();
      await queries.invalidateQueries({ queryKey }, { throwOnError: true });
    },
    /** What was asked before an edit is old. */
    forget: () => void queries.cancelQueries({ queryKey }),
  };
}

export function useEditing(video: string, track: Track) {
  const queries = useQueryClient();
  const [{ here, editing }] = useState(() => {
    const here = linesHere(queries, video, track);
    const show: typeof here.show = (changed, removed) => {
      here.forget();
      here.show(changed, removed);
    };
    return { here, editing: new Editing({ video, track, server, ...here, show }) };
  });
  const state = useSyncExternalStore(editing.subscribe, editing.current);
  const isUnsaved = editing.isUnsaved();
  usePushes(true, (push) => {
    if (push.type !== "segments.changed" || push.video_id !== video) return;
    const changed = push.segments?.filter((line) => line.track === track);
    if (changed) here.show(changed, push.removed);
    else void here.reload().catch(() => undefined); // the query says so itself
  });
  useEffect(() => {
    const retry = () => editing.retry();
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, [editing]);
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isUnsaved]);
  return { editing, isUnsaved, ...state };
}
