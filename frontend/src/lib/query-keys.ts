/** The names under which answers are kept that may be asked for before the app is here (app/early.ts). */

import type { Session } from "@/lib/session";

type Status = Session["status"];

export const keyOf = {
  recent: () => ["videos", "recent"],
  results: (wish: object) => ["search", wish],
  library: (status: Status, asked: object) => ["videos", status, asked],
  video: (id: string, status: Status) => ["video", id, status],
  lines: (video: string) => ["lines", video],
};
