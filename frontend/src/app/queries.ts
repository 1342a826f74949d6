/** What was read from the server, and for how long it holds. */

import { QueryClient } from "@tanstack/react-query";

import { ApiError } from "@/lib/api";
import { current, subscribe } from "@/lib/session";

const MOST_RETRIES = 2;

/** Only what may pass by itself is tried again: no answer, or a server that is busy. */
const mayPass = (error: unknown) =>
  error instanceof ApiError && (error.status === 0 || error.status >= 500) && error.code !== "search_too_slow";

export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: (count, error) => count < MOST_RETRIES && mayPass(error) },
    mutations: { networkMode: "always" },
  },
});

const reset = () => void queries.resetQueries();

/** What was read belongs to whoever read it, in every tab. */
let reader = current();
subscribe(() => {
  const next = current();
  const isSame = next.status === "in" && reader.status === "in" && next.user.id === reader.user.id;
  const isFirst = reader.status === "unknown";
  reader = next;
  if (isSame || (isFirst && next.status === "out")) return;
  if (isFirst) void queries.invalidateQueries();
  else if (next.status === "out")
    window.setTimeout(reset); // once the views that need an account are gone
  else reset();
});
