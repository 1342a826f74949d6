/** How the list of keys is asked for. */

const ASKED = "soundbite.keys";

export const showKeys = () => window.dispatchEvent(new Event(ASKED));

export function onKeysAsked(show: () => void): () => void {
  window.addEventListener(ASKED, show);
  return () => window.removeEventListener(ASKED, show);
}
