/** Pictures that are seen on every page. */

import type { MediaBundle } from "./displayable.ts";
import { escapeHtml } from "../escape_html.ts";

/**
 * A page shows an SVG as an image of its own, which knows nothing of the page's colours: a picture has its
 * own paper, and these are read on it.
 */
export const ink = {
  paper: "#ffffff",
  words: "#24292f",
  usual: "#3f7fbf",
  done: "#2e8b57",
  failed: "#d2544f",
} as const;

/** What a picture's words are set in. */
export const typeface = "system-ui, sans-serif";

/**
 * The paper of a picture. It is a path, so that every rectangle is something that the picture tells.
 *
 * @param width The picture's width.
 * @param height Its height.
 */
export function paper(width: number, height: number): string {
  return `<path aria-hidden="true" d="M0 0H${width}V${height}H0Z" fill="${ink.paper}"></path>`;
}

/**
 * Words in a picture.
 *
 * @param text The words.
 * @param x Where they begin, or end.
 * @param y Their line.
 * @param style `end`: whether they end at `x`; `bold`.
 */
export function words(
  text: string,
  x: number,
  y: number,
  { end = false, bold = false }: { readonly end?: boolean; readonly bold?: boolean } = {},
): string {
  const more = `${end ? ' text-anchor="end"' : ' text-anchor="start"'}${
    bold ? ' font-weight="bold"' : ""
  }`;
  return `<text x="${x}" y="${y}" fill="${ink.words}" font-family="${typeface}" font-size="12"${more}>${
    escapeHtml(text)
  }</text>`;
}

/**
 * A picture as a cell shows it. There is no HTML in it: that would go before the image where a notebook
 * is not trusted, and its SVG be dropped.
 *
 * @param text What it tells, in words.
 * @param svg The picture.
 */
export function pictureBundle(text: string, svg: string): MediaBundle {
  return { "text/plain": text, "image/svg+xml": svg };
}
