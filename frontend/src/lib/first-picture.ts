/** The picture of the video that the page was opened for, where the server put it in the player's place (config/web.py). */

const picture = document.querySelector<HTMLImageElement>(".first-view img");
const [, opened] = /^\/watch\/([^/]+)/.exec(window.location.pathname) ?? [];

export const firstPictureOf = (video: string) => (video === opened ? picture?.src : undefined);
