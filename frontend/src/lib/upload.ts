/** Sending files in pieces (tus): they go on where they stopped, after a pause, a broken connection or a reload. */

import type { DetailedError, HttpResponse, Upload as Transfer, UploadOptions } from "tus-js-client";

import { api, ApiError, data, refusal, send } from "@/lib/api";
import { accessToken, current, refresh } from "@/lib/session";

const ENDPOINT = "/api/v1/uploads/";
const REQUEST_ID = "Upload-Request-Id";
const CAPTIONS_ERROR = "Upload-Captions-Error";
const SECOND = 1000;
const MARGIN_SECONDS = 60;
const RETRY_DELAYS = [0, 1, 3, 5, 10, 20, 30, 30, 30].map((seconds) => seconds * SECOND);

/** `from`: the upload on the server that it goes on with, whatever this browser remembers. */
export type Outgoing = { file: File; fields: Record<string, string>; from?: string | undefined };
export type Known = { id: string; title: string; areCaptionsLeft: boolean };
type Sending = Outgoing & {
  onProgress: (fraction: number) => void;
  /** Called with the upload's id before its bytes are sent; they wait for it. */
  onPlace: (id: string) => Promise<void>;
  signal: AbortSignal;
};

/**
 * Sends a file from where an earlier try stopped. Answers the video that has the same content already, null where it
 * is new. Throws ApiError; code "aborted" where `signal` says so: what came is kept on the server, and the next call
 * goes on with it.
 */
export async function upload({ file, fields, from, onProgress, onPlace, signal }: Sending): Promise<Known | null> {
  const { Upload } = await import("tus-js-client");
  const { usual, answered } = options({ file, fields, from });
  let place = "";
  const transfer: Transfer = new Upload(file, {
    ...usual,
    onBeforeRequest: async (request) => {
      await usual.onBeforeRequest(request);
      if (request.getMethod() !== "PATCH" || place === transfer.url) return;
      await onPlace(idOf(transfer));
      place = transfer.url ?? "";
    },
  });
  await new Promise<void>((resolve, reject) => {
    transfer.options.onProgress = (sent, total) => onProgress(total ? sent / total : 0);
    transfer.options.onSuccess = () => resolve();
    transfer.options.onError = (error) => reject(asApiError(error));
    const stop = () => {
      void transfer.abort();
      reject(new ApiError(0, "aborted"));
    };
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    else void begin(transfer, signal).catch(reject);
  });
  if (from) await forget(idOf(transfer));
  return answered.request ? twinOf(idOf(transfer), answered.request, answered.areCaptionsLeft) : null;
}

const idOf = ({ url }: Transfer) => (url ?? "").replace(/\/$/, "").replace(/.*\//, "");

async function begin(transfer: Transfer, signal: AbortSignal) {
  const [earlier] = transfer.options.uploadUrl ? [] : await transfer.findPreviousUploads();
  if (signal.aborted) return;
  if (earlier) transfer.resumeFromPreviousUpload(earlier);
  transfer.start();
}

/** A new video has the name of its upload; any other was here before. */
async function twinOf(upload: string, request: string, areCaptionsLeft: boolean): Promise<Known | null> {
  const params = { path: { request_id: request } };
  const { video } = await data(api.GET("/api/v1/requests/{request_id}", { params }));
  return video.id === upload ? null : { id: video.id, title: video.title, areCaptionsLeft };
}

/** Gives up what the server has of a file; where that fails, the server forgets it by itself after a while. */
export async function discard({ file, fields, from }: Outgoing): Promise<void> {
  if (from) return giveUp(from);
  const { Upload } = await import("tus-js-client");
  const transfer = new Upload(file, options({ file, fields }).usual);
  for (const earlier of await transfer.findPreviousUploads()) {
    transfer.resumeFromPreviousUpload(earlier);
    await transfer.abort(true);
  }
}

/** Gives up an upload by its id. */
export async function giveUp(id: string): Promise<void> {
  const header = { "Tus-Resumable": "1.0.0" };
  await api.DELETE("/api/v1/uploads/{upload_id}", { params: { path: { upload_id: id }, header } });
  await forget(id);
}

/** This browser need not remember an upload any more. */
async function forget(id: string) {
  const { defaultOptions } = await import("tus-js-client");
  const { urlStorage } = defaultOptions;
  for (const known of await urlStorage.findAllUploads())
    if (known.uploadUrl?.endsWith(id)) await urlStorage.removeUpload(known.urlStorageKey);
}

/** Captions for an upload that is not finished. */
export const attachCaptions = (id: string, captions: File) => giveCaptions(`${ENDPOINT}${id}`, captions, "");

/** Sends a caption file to what it belongs to; answers the body. */
export async function giveCaptions(place: string, captions: File, language: string): Promise<unknown> {
  const body = new FormData();
  body.append("captions", captions);
  if (language) body.append("language", language);
  const address = new URL(`${place}/captions`, location.origin);
  const answer = await send(new Request(address, { method: "POST", body }));
  const said: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw refusal(answer.status, said);
  return said;
}

function options({ file, fields, from }: Outgoing) {
  let isStale = false;
  const answered: { request: string | null; areCaptionsLeft: boolean } = { request: null, areCaptionsLeft: false };
  const usual = {
    ...(from ? { uploadUrl: ENDPOINT + from, storeFingerprintForResuming: false } : { endpoint: ENDPOINT }),
    metadata: { filename: file.name, modified: String(file.lastModified), ...fields },
    retryDelays: RETRY_DELAYS,
    removeFingerprintOnSuccess: true,
    fingerprint: () => Promise.resolve(fingerprint({ file, fields })),
    onBeforeRequest: async (request) => {
      if (isStale || secondsLeft(accessToken()) < MARGIN_SECONDS) await refresh();
      request.setHeader("Authorization", `Bearer ${accessToken() ?? ""}`);
    },
    onAfterResponse: (_request, answer) => {
      isStale = answer.getStatus() === 401;
      answered.request = answer.getHeader(REQUEST_ID) ?? answered.request;
      answered.areCaptionsLeft ||= Boolean(answer.getHeader(CAPTIONS_ERROR));
    },
    onShouldRetry: (error, attempt) => mayHelp(error, attempt),
  } satisfies UploadOptions;
  return { usual, answered };
}
/** For how long a token is good: where one that ran out meets an unfinished upload, tus-js-client begins it anew. */
function secondsLeft(token: string | null): number {
  const [, claims] = token?.split(".") ?? [];
  if (!claims) return 0;
  const { exp } = JSON.parse(atob(claims.replace(/-/g, "+").replace(/_/g, "/"))) as { exp: number };
  return exp - Date.now() / SECOND;
}

/** What is resumed is the same file of the same person with the same choices: they cannot be changed on the way. */
function fingerprint({ file, fields }: Outgoing): string {
  const session = current();
  const person = session.status === "in" ? session.user.id : "";
  return ["soundbite", person, file.name, file.size, file.lastModified, ...Object.values(fields)].join("-");
}

/** Whether another try may help: the connection broke, the server is busy, the token ran out, or the place moved. */
function mayHelp(error: DetailedError, attempt: number): boolean {
  const status = error.originalResponse?.getStatus() ?? 0;
  if (status === 401) return attempt === 0;
  if (status === 409) return error.originalRequest.getMethod() !== "POST";
  return status === 0 || status === 408 || status === 423 || (status >= 500 && status !== 507);
}

function asApiError(error: Error | DetailedError): ApiError {
  const answer = "originalResponse" in error ? error.originalResponse : null;
  return answer ? refusal(answer.getStatus(), parsed(answer)) : new ApiError(0, "offline");
}

function parsed(answer: HttpResponse): unknown {
  try {
    return JSON.parse(answer.getBody());
  } catch {
    return null;
  }
}
