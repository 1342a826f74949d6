/** One's own requests and their sessions: read from the API, kept fresh by pushes, by polling where there are none. */

import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { api, data, type Schemas } from "@/lib/api";
import { readEnglishAgain } from "@/lib/lines";
import { connect, type Push } from "@/lib/socket";
import { useUser } from "@/lib/use-session";

export type Request = Schemas["Request"];
export type Session = Schemas["Session"];

const REQUESTS = ["requests"];
const SESSIONS = ["sessions"];
const POLL_MS = 4000;
const MOST = 100;

const replaced = <T extends { id: string }>(items: T[] | undefined, item: T) => {
  if (!items) return items;
  return items.some(({ id }) => id === item.id)
    ? items.map((known) => (known.id === item.id ? item : known))
    : [item, ...items];
};

/** Requests as they are after a push. */
export function requestsAfter(known: Request[] | undefined, push: Push) {
  switch (push.type) {
    case "session.progress":
      return known?.map((request) =>
        request.id === push.session.request_id && request.status === "queued"
          ? { ...request, status: "processing" as const, queue_position: null, session_id: push.session.id }
          : request,
      );
    case "queue.moved":
      return known?.map((request) => ({ ...request, ...push.requests.find(({ id }) => id === request.id) }));
    case "request.finished":
      return replaced(known, push.request);
    default:
      return known;
  }
}

const sessionsAfter = (known: Session[] | undefined, push: Push) =>
  push.type === "session.progress" ? replaced(known, push.session) : known;

/** For everything that is being read now what was pushed meanwhile. */
const meanwhile = new Set<Push[]>();

/** What is read, with what is pushed meanwhile: the server may have read before. */
export async function readAmidPushes<T>(
  read: () => Promise<T>,
  after: (known: T | undefined, push: Push) => T | undefined,
) {
  const pushes: Push[] = [];
  meanwhile.add(pushes);
  try {
    const found = await read();
    return pushes.reduce((known: T, push) => after(known, push) ?? known, found);
  } finally {
    meanwhile.delete(pushes);
  }
}

/** Puts what a push says into what was read; what it cannot say is read again. */
export function apply(queries: QueryClient, push: Push) {
  for (const pushes of meanwhile) pushes.push(push);
  const putIntoRequests = () => queries.setQueryData<Request[]>(REQUESTS, (known) => requestsAfter(known, push));
  switch (push.type) {
    case "session.progress":
      queries.setQueryData<Session[]>(SESSIONS, (known) => sessionsAfter(known, push));
      putIntoRequests();
      break;
    case "queue.moved":
      putIntoRequests();
      break;
    case "snapshot": // the first thing a new socket says: pushes may have been missed before it
      void queries.invalidateQueries({ queryKey: REQUESTS });
      void queries.invalidateQueries({ queryKey: SESSIONS });
      break;
    case "request.finished":
      putIntoRequests();
      void queries.invalidateQueries({ queryKey: ["videos"] });
      void queries.invalidateQueries({ queryKey: ["video", push.request.video.id] });
      break;
    case "segments.added":
      void queries.invalidateQueries({ queryKey: ["lines", push.video_id] });
      break;
    case "translation.added":
      readEnglishAgain(queries, push.video_id);
      break;
    case "segments.changed":
      for (const kind of ["lines", "captions", "video"])
        void queries.invalidateQueries({ queryKey: [kind, push.video_id] });
  }
}

const readPage = (query: { status: string; ordering?: string; page?: number }, signal: AbortSignal) =>
  data(api.GET("/api/v1/requests", { params: { query: { ...query, page_size: MOST } }, signal }));

/** All that wait or are in work, the oldest first, then the last that ended. */
async function readRequests(signal: AbortSignal): Promise<Request[]> {
  const read = new Map<string, Request>();
  for (let page = 1, more = true; more; page += 1) {
    const live = await readPage({ status: "queued,processing", ordering: "requested_at", page }, signal);
    for (const request of live.results) read.set(request.id, request);
    more = live.next != null;
  }
  const ended = await readPage({ status: "completed,failed,cancelled" }, signal);
  for (const request of ended.results) read.set(request.id, request); // one may have ended meanwhile
  return [...read.values()];
}

const readSessions = async (signal: AbortSignal): Promise<Session[]> =>
  (await data(api.GET("/api/v1/sessions", { params: { query: { active: true, page_size: MOST } }, signal }))).results;

/** Requests and running sessions, live. */
export function useQueue() {
  const queries = useQueryClient();
  const userId = useUser()?.id;
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    if (userId) return connect({ onPush: (push) => apply(queries, push), onState: setLive });
    return undefined;
  }, [queries, userId]);
  const refetchInterval = isLive ? false : POLL_MS;
  const requests = useQuery({
    queryKey: REQUESTS,
    queryFn: ({ signal }) => readAmidPushes(() => readRequests(signal), requestsAfter),
    refetchInterval,
    enabled: Boolean(userId),
  });
  const sessions = useQuery({
    queryKey: SESSIONS,
    queryFn: ({ signal }) => readAmidPushes(() => readSessions(signal), sessionsAfter),
    refetchInterval,
    enabled: Boolean(userId),
  });
  return { requests, sessions };
}
