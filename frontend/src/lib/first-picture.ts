/** The pictures of the page's outline, where the server put them before the app was here (config/web.py). */

type Found = {
  /** The picture in the player's place, and the video that the page was opened for. */
  player: string | undefined;
  opened: string | undefined;
  /** Those that came inside the page, by their addresses. */
  sources: ReadonlyMap<string | undefined, string>;
};
let found: Found | undefined;

/** Looked for when first wanted: then the page is here to its end, and the app not yet in the outline's place. */
function find(): Found {
  const brought = Array.from(document.querySelectorAll<HTMLImageElement>("img[data-of]"));
  return {
    player: document.querySelector<HTMLImageElement>(".first-player img")?.src,
    opened: /^\/watch\/([^/]+)/.exec(window.location.pathname)?.[1],
    sources: new Map(brought.map(({ dataset, src }) => [dataset.of, src])),
  };
}

/** The picture in the player's place. */
export function firstPictureOf(video: string): string | undefined {
  found ??= find();
  return video === found.opened ? found.player : undefined;
}

/** Where the picture of an address is to be had: one that came with the page is not asked for again. */
export function pictureAt(address: string): string {
  found ??= find();
  return found.sources.get(address) ?? address;
}
