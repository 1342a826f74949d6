/** Sending a file with progress, which fetch cannot tell. */

import { ApiError, refusal, type Schemas } from "@/lib/api";
import { accessToken, refresh } from "@/lib/session";

type Upload = {
  file: File;
  fields: Record<string, string>;
  onProgress: (fraction: number) => void;
  signal: AbortSignal;
};

/** The request made. Throws ApiError; code "aborted" where the person stopped it. */
export async function upload(what: Upload): Promise<Schemas["Request"]> {
  try {
    return await attempt(what);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || !(await refresh())) throw error;
    return attempt(what);
  }
}

function attempt({ file, fields, onProgress, signal }: Upload): Promise<Schemas["Request"]> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", "/api/v1/videos");
    call.setRequestHeader("Authorization", `Bearer ${accessToken() ?? ""}`);
    call.responseType = "json";
    call.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    call.onload = () =>
      call.status === 201 ? resolve(call.response as Schemas["Request"]) : reject(refusal(call.status, call.response));
    call.onerror = () => reject(new ApiError(0, "offline"));
    call.onabort = () => reject(new ApiError(0, "aborted"));
    signal.addEventListener("abort", () => call.abort());
    call.send(form);
  });
}
