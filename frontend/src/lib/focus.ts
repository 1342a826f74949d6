/** Where the focus goes when what has it is about to vanish. */

/** To what surrounds it, so that the keyboard goes on from there and not from the top of the page. */
export const focusAround = (vanishing: HTMLElement) =>
  vanishing.closest<HTMLElement>("[tabindex='-1']")?.focus({ preventScroll: true });
