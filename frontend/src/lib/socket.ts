/** The progress socket: a hint that something changed. It comes back by itself; who missed something reads again. */

import { accessToken, refresh } from "@/lib/session";
import type { Schemas } from "@/lib/api";

type QueuePlace = Pick<Schemas["Request"], "id" | "queue_position" | "queue_length">;

/** What the server sends (videos/events.py, segments/events.py); other types are passed over. */
export type Push =
  | { type: "snapshot"; sessions: Schemas["Session"][]; requests: Schemas["Request"][] }
  | { type: "session.progress"; session: Schemas["Session"] }
  | { type: "segments.added"; video_id: string; segment_count: number }
  | { type: "translation.added"; video_id: string; segment_count: number }
  | { type: "segments.changed"; video_id: string; segments: Schemas["Segment"][] | null; removed: string[] }
  | { type: "queue.moved"; requests: QueuePlace[] }
  | { type: "request.finished"; request: Schemas["Request"] }
  | { type: "clip.ready"; clip: Schemas["Clip"] }
  | { type: "supercut.ready"; supercut: Schemas["Supercut"] };

const BAD_TOKEN = 4401;
const LONGEST_PAUSE_MS = 30_000;

/** How long to wait before the next try: longer each time, and not all browsers at once. */
export const pauseMs = (tries: number, chance = Math.random()) =>
  Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** tries) * (0.5 + chance / 2);

type Listener = { onPush: (push: Push) => void; onState: (isOpen: boolean) => void };

/** Opens the socket and keeps it open; the function returned ends it. */
export function connect({ onPush, onState }: Listener): () => void {
  let socket: WebSocket | null = null;
  let timer: number | undefined;
  let tries = 0;
  let isOver = false;

  const open = () => {
    const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/progress/`;
    socket = new WebSocket(address, ["bearer", accessToken() ?? ""]);
    socket.onmessage = (event: MessageEvent<string>) => {
      tries = 0;
      onState(true);
      onPush(JSON.parse(event.data) as Push);
    };
    socket.onclose = ({ code }) => void reopen(code);
  };
  const reopen = async (code: number) => {
    if (!isOver) onState(false);
    const mayGoOn = isOver || code !== BAD_TOKEN || (await refresh().catch(() => true));
    if (isOver || !mayGoOn) return; // it may have ended while the token was renewed
    timer = window.setTimeout(open, pauseMs(tries));
    tries += 1;
  };
  const now = () => {
    if (socket?.readyState !== WebSocket.CLOSED) return;
    window.clearTimeout(timer);
    open();
  };
  open();
  window.addEventListener("online", now);
  return () => {
    isOver = true;
    window.clearTimeout(timer);
    window.removeEventListener("online", now);
    socket?.close();
  };
}
