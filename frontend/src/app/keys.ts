/** The keys of the whole app, by where they work, and how their list is asked for. */

export const KEYS = {
  everywhere: [
    { name: "search", keys: ["/"] },
    { name: "list", keys: ["?"] },
    { name: "close", keys: ["Esc"] },
  ],
  results: [
    { name: "playHit", keys: ["Enter"] },
    { name: "nextHit", keys: ["n", "↓"] },
    { name: "previousHit", keys: ["p", "↑"] },
  ],
  player: [
    { name: "playPause", keys: ["Space", "k"] },
    { name: "jump", keys: ["j", "l"] },
    { name: "step", keys: ["←", "→"] },
    { name: "frame", keys: [",", "."] },
    { name: "speed", keys: ["<", ">"] },
    { name: "captions", keys: ["c"] },
    { name: "fullScreen", keys: ["f"] },
    { name: "mute", keys: ["m"] },
  ],
  clips: [
    { name: "limits", keys: ["[", "]"] },
    { name: "supercut", keys: ["s"] },
    { name: "edit", keys: ["e"] },
  ],
} as const;

const ASKED = "soundbite.keys";

export const showKeys = () => window.dispatchEvent(new Event(ASKED));

export function onKeysAsked(show: () => void): () => void {
  window.addEventListener(ASKED, show);
  return () => window.removeEventListener(ASKED, show);
}
