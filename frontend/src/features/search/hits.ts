/** The hits on the page, in their order, for those who go through them by keyboard. */

export const FIRST_HIT = "[data-hit]";

/** The hit `steps` after the one that has the focus or plays; the ends hold. */
export function neighbour(
  hits: readonly HTMLElement[],
  current: Element | null,
  steps: number,
): HTMLElement | undefined {
  const at = hits.findIndex((hit) => hit === current || hit.parentElement?.contains(current));
  const from = at === -1 ? hits.findIndex((hit) => hit.getAttribute("aria-expanded") === "true") : at;
  if (from === -1) return steps > 0 ? hits[0] : hits.at(-1);
  return hits[Math.min(hits.length - 1, Math.max(0, from + steps))];
}

export const hitsOnPage = () => Array.from(document.querySelectorAll<HTMLElement>(FIRST_HIT));
