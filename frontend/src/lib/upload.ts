/** Sending files in pieces (tus): they go on where they stopped, after a pause, a broken connection or a reload. */

import type { DetailedError, HttpResponse, Upload as Transfer, UploadOptions } from "tus-js-client";

import { ApiError, refusal } from "@/lib/api";
import { accessToken, current, refresh } from "@/lib/session";

const ENDPOINT = "/api/v1/uploads/";
const SECOND = 1000;
const MARGIN_SECONDS = 60;
const RETRY_DELAYS = [0, 1, 3, 5, 10, 20, 30, 30, 30].map((seconds) => seconds * SECOND);

export type Outgoing = { file: File; fields: Record<string, string> };
type Sending = Outgoing & { onProgress: (fraction: number) => void; signal: AbortSignal };

/**
 * Sends a file from where an earlier try of this browser stopped. Throws ApiError; code "aborted" where `signal` says
 * so: what came is kept on the server, and the next call goes on with it.
 */
export async function upload({ file, fields, onProgress, signal }: Sending): Promise<void> {
  const { Upload } = await import("tus-js-client");
  await new Promise<void>((resolve, reject) => {
    const transfer = new Upload(file, {
      ...options({ file, fields }),
      onProgress: (sent, total) => onProgress(total ? sent / total : 0),
      onSuccess: () => resolve(),
      onError: (error) => reject(asApiError(error)),
    });
    const stop = () => {
      void transfer.abort();
      reject(new ApiError(0, "aborted"));
    };
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    else void begin(transfer, signal).catch(reject);
  });
}

async function begin(transfer: Transfer, signal: AbortSignal) {
  const [earlier] = await transfer.findPreviousUploads();
  if (signal.aborted) return;
  if (earlier) transfer.resumeFromPreviousUpload(earlier);
  transfer.start();
}

/** Gives up what the server has of a file; where that fails, the server forgets it by itself after a while. */
export async function discard(outgoing: Outgoing): Promise<void> {
  const { Upload } = await import("tus-js-client");
  const transfer = new Upload(outgoing.file, options(outgoing));
  for (const earlier of await transfer.findPreviousUploads()) {
    transfer.resumeFromPreviousUpload(earlier);
    await transfer.abort(true);
  }
}

function options({ file, fields }: Outgoing): UploadOptions {
  let isStale = false;
  return {
    endpoint: ENDPOINT,
    metadata: { filename: file.name, ...fields },
    retryDelays: RETRY_DELAYS,
    removeFingerprintOnSuccess: true,
    fingerprint: () => Promise.resolve(fingerprint({ file, fields })),
    onBeforeRequest: async (request) => {
      if (isStale || secondsLeft(accessToken()) < MARGIN_SECONDS) await refresh();
      request.setHeader("Authorization", `Bearer ${accessToken() ?? ""}`);
    },
    onAfterResponse: (_request, answer) => {
      isStale = answer.getStatus() === 401;
    },
    onShouldRetry: (error, attempt) => mayHelp(error, attempt),
  };
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
