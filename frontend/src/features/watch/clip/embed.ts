/** The HTML that puts a clip's player into somebody's page (segments/sharing/page.py writes the same). */

const WIDTH = 640;

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

type Shape = { width?: number | null; height?: number | null };

export function embedCode(url: string, title: string, { width, height }: Shape, isVertical: boolean): string {
  const [across, down] = isVertical ? [9, 16] : [width ?? 16, height ?? 9];
  const scale = WIDTH / Math.max(across, down);
  const sides = `width="${Math.round(across * scale)}" height="${Math.round(down * scale)}"`;
  const rest = 'loading="lazy" allow="autoplay; fullscreen" style="border: 0; max-width: 100%"';
  return `<iframe src="${escaped(url)}" ${sides} title="${escaped(title)}" ${rest}></iframe>`;
}
