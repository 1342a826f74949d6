/** The keys of the whole app, by where they work, as this machine's keyboard names them. */

const isMac = /Mac|iP(hone|ad)/.test(navigator.userAgent);
const [CONTROL, ALT, SHIFT] = isMac ? ["⌘", "⌥", "⇧"] : ["Ctrl+", "Alt+", "Shift+"];

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
  editing: [
    { name: "editLine", keys: ["e", "Enter"] },
    { name: "saveNext", keys: ["Enter"] },
    { name: "savePrevious", keys: [`${SHIFT}Enter`] },
    { name: "cancelText", keys: ["Esc"] },
    { name: "splitLine", keys: [`${CONTROL}Enter`] },
    { name: "mergeLine", keys: ["⌫"] },
    { name: "playLine", keys: ["Ctrl+Space", `${ALT}K`] },
    { name: "repeatLine", keys: [`${ALT}R`] },
    { name: "sidesHere", keys: [`${ALT}[`, `${ALT}]`] },
    { name: "startNudge", keys: [`${ALT},`, `${ALT}.`] },
    { name: "endNudge", keys: [`${ALT}${SHIFT},`, `${ALT}${SHIFT}.`] },
    { name: "doubtNext", keys: [`${ALT}N`, `${ALT}P`] },
    { name: "lineRight", keys: [`${ALT}Enter`] },
    { name: "lineHistory", keys: [`${ALT}H`] },
    { name: "undoEdit", keys: [`${CONTROL}Z`] },
    { name: "findReplace", keys: ["r"] },
  ],
} as const;
