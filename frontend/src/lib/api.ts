/** The HTTP API, typed by its schema. Refusals become ApiError; an expired access token is renewed unseen. */

import createClient, { type Middleware } from "openapi-fetch";

import { takeEarly } from "@/lib/early";
import { accessToken, refresh } from "@/lib/session";
import type { components, paths } from "@/types/api";

export type Schemas = components["schemas"];

/** A refusal: `code` is stable, `attr` is the input that is wrong. Status 0: there was no answer. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly attr: string | null = null,
  ) {
    super(code);
  }
}

const signed = (request: Request, token: string | null) => {
  if (token) request.headers.set("Authorization", `Bearer ${token}`);
  return request;
};

const fetched = (request: Request) =>
  fetch(request).catch(() => {
    throw new ApiError(0, "offline");
  });

const renewed = () =>
  refresh().catch(() => {
    throw new ApiError(0, "offline");
  });

/** Sends with the access token; where that has expired, once more with a new one. */
export async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const token = accessToken();
  const answer = (!token && (await takeEarly(request))) || (await fetched(signed(request, token)));
  if (answer.status !== 401 || !token || !(await renewed())) return answer;
  return fetched(signed(again, accessToken()));
}

/** A file of the API as a whole; a refusal is thrown, not saved. */
export async function file(address: string, signal?: AbortSignal): Promise<Blob> {
  const answer = await send(new Request(address, { signal }));
  if (!answer.ok) throw refusal(answer.status, await answer.json().catch(() => null));
  return answer.blob();
}

/** What a refusal means that says no more, as those of a proxy before the server. */
const PLAIN: Partial<Record<number, string>> = {
  401: "not_authenticated",
  403: "permission_denied",
  404: "not_found",
  413: "body_too_large",
  429: "throttled",
  503: "overloaded",
};

/** The refusal an answer or a body stands for. */
export function refusal(status: number, body: unknown): ApiError {
  const first = (body as { errors?: { code: string; attr: string | null }[] } | null)?.errors?.[0];
  return new ApiError(status, first?.code ?? PLAIN[status] ?? (status >= 500 ? "error" : "unknown"), first?.attr);
}

const throwing: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return;
    throw refusal(response.status, await response.json().catch(() => null));
  },
};

export const api = createClient<paths>({ fetch: send, headers: { "X-Client": "web" } });
api.use(throwing);

/** The data of an answer: with `throwing` in place there always is some. One that is cut short counts as none. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<T> {
  try {
    return (await answer).data as T;
  } catch (error) {
    throw isCut(error) ? new ApiError(0, "offline") : error;
  }
}

/** The connection broke within the body, or its JSON has no end. */
const isCut = (error: unknown) => error instanceof TypeError || error instanceof SyntaxError;
