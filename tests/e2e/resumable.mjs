// Sends a file with tus-js-client, as it is: node resumable.mjs ENDPOINT FILE TOKEN METADATA. Says what came of it as JSON.

import { createReadStream, statSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";

const { Upload } = createRequire(
  new URL("../../frontend/package.json", import.meta.url),
)("tus-js-client");
const [endpoint, path, token, metadata] = process.argv.slice(2);
const told = { retries: 0, url: null, requestId: null, error: null };

const end = (error) => {
  process.stdout.write(
    JSON.stringify({
      ...told,
      url: upload.url,
      error: error ? String(error) : null,
    }),
  );
};
const upload = new Upload(createReadStream(path), {
  endpoint,
  uploadSize: statSync(path).size,
  chunkSize: 8 * 1024 * 1024, // of a stream it keeps a piece in memory, to send it again
  headers: { Authorization: `Bearer ${token}` },
  metadata: JSON.parse(metadata),
  retryDelays: Array(200).fill(200),
  onShouldRetry: () => {
    told.retries += 1;
    return true;
  },
  onAfterResponse: (_request, answer) => {
    told.requestId = answer.getHeader("Upload-Request-Id") ?? told.requestId;
  },
  onSuccess: () => end(null),
  onError: end,
});
upload.start();
