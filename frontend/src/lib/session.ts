/** Who is signed in. The access token lives in memory only; the refresh token in a cookie that scripts cannot read. */

import type { components } from "@/types/api";

export type User = components["schemas"]["User"];
export type Session = { status: "unknown"; isFailing?: boolean } | { status: "out" } | { status: "in"; user: User };

const HINT = "soundbite.signed-in";
const LOCK = "soundbite.refresh";
const AGAIN_MS = 4000;
const LATE_MS = 1000;
const AUTH = "/api/v1/auth/";

type Listener = () => void;

let access: string | null = null;
let session: Session = { status: "unknown" };
let next: number | undefined;
let refreshing: Promise<boolean> | null = null;
const listeners = new Set<Listener>();
const tabs = new BroadcastChannel("soundbite.session");

tabs.onmessage = (event: MessageEvent<"in" | "out">) => {
  if (event.data === "out") set(null, { status: "out" });
  else if (session.status !== "in") void begin();
};

export const subscribe = (listener: Listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const current = () => session;
export const accessToken = () => access;

function set(token: string | null, next: Session) {
  access = token;
  session = next;
  for (const listener of listeners) listener();
}

/**
 * Called when the page opens: is there a session to go on with? Visitors cause no request.
 *
 * While the server cannot be reached that is not known, and asked again.
 */
export async function begin(): Promise<void> {
  window.clearTimeout(next);
  try {
    const user = localStorage.getItem(HINT) !== null && (await refresh()) ? await readUser() : null;
    if (session.status !== "in") set(access, user ? { status: "in", user } : { status: "out" });
  } catch {
    if (session.status === "unknown") set(null, { status: "unknown", isFailing: true });
    next = window.setTimeout(() => void begin(), AGAIN_MS);
  }
}

async function readUser(): Promise<User | null> {
  const answer = await fetch("/api/v1/users/me", { headers: { Authorization: `Bearer ${access ?? ""}` } });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error("The account could not be read");
  return (await answer.json()) as User;
}

export function signIn(token: string, user: User) {
  localStorage.setItem(HINT, "1");
  set(token, { status: "in", user });
  tabs.postMessage("in");
}

/** Ends the session in every tab. Throws where the server cannot be reached: the cookie would live on, unseen. */
export async function signOut(): Promise<void> {
  const answer = await inTurn(() => post("logout"));
  if (!answer.ok) throw new Error("The session could not be ended");
  forget();
}

/** The person's new name, in this tab. */
export function rename(user: User) {
  if (session.status === "in") set(access, { status: "in", user });
}

/** There is no session any more: every tab is to know. */
export function forget() {
  localStorage.removeItem(HINT);
  set(null, { status: "out" });
  tabs.postMessage("out");
}

/**
 * Exchanges the refresh cookie for a new access token; false where the session has ended. Throws without an answer.
 *
 * A refresh token works once, and tabs share the cookie: the lock makes them take turns.
 */
export async function refresh(): Promise<boolean> {
  refreshing ??= inTurn(exchange);
  try {
    return await refreshing;
  } finally {
    refreshing = null;
  }
}

const inTurn = async <T>(act: () => Promise<T>): Promise<T> => navigator.locks.request(LOCK, act);

/**
 * A page that was left while it refreshed has used the token, and its answer may bring the next one only now: so a
 * refusal counts when it is repeated.
 */
async function exchange(): Promise<boolean> {
  let answer = await post("refresh");
  if (answer.status === 401) {
    await new Promise((resume) => setTimeout(resume, LATE_MS));
    answer = await post("refresh");
  }
  if (answer.ok) {
    access = ((await answer.json()) as { access: string }).access;
    return true;
  }
  if (answer.status !== 401) throw new Error("The session could not be renewed");
  forget();
  return false;
}

function post(call: "refresh" | "logout"): Promise<Response> {
  const headers = { "Content-Type": "application/json", "X-Client": "web" };
  return fetch(AUTH + call, { method: "POST", headers, body: "{}", keepalive: true }); // ends also where the page does
}
