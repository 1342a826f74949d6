/**
 * Makes the first formatters of the browser, beside the page: it reads what it knows of languages once per process, and
 * for that a phone stands still for a tenth of a second. Those that the page makes afterwards are there at once.
 */

import { makeFirstFormats } from "@/lib/format";

self.onmessage = ({ data }: MessageEvent<string>) => {
  makeFirstFormats(data);
  self.close();
};
