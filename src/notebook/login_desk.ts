/** Where a login in a notebook talks to the person. */

import { type LoginTalk, ownTalk } from "../oauth/login_talk.ts";
import type { MediaBundle } from "./displayable.ts";
import { escapeHtml } from "./escape_html.ts";
import { type Display, kernelDisplay, type ShowOptions } from "./show.ts";

/**
 * Answers in the person's place: what they would paste, or nothing where the page is all there is to do.
 *
 * @param link The page that the person would open.
 * @param code The code that they would type in there, where there is one.
 */
export type LoginAnswer = (
  link: string,
  code?: string,
) => string | void | Promise<string | void>;

/** How the person is talked to. */
export interface DeskOptions extends ShowOptions {
  /** Answers in the person's place: the sandbox, or a test. */
  readonly answer?: LoginAnswer | undefined;
}

/** The notebook, or the terminal where there is none. */
export function loginDesk({ display = kernelDisplay() }: DeskOptions): LoginTalk {
  if (display === undefined) return ownTalk();
  return { say: speaker(display), ask: (question) => Promise.resolve(prompt(question)) };
}

/** One after the other, since nobody waits for what is said. */
function speaker(display: Display): (text: string) => void {
  let last = Promise.resolve();
  return (text) => {
    last = last.then(() => display(linked(text.trim()), { raw: true })).catch(() => {});
  };
}

/** A text whose addresses are links. */
function linked(text: string): MediaBundle {
  const pieces = text.split(/(https?:\/\/[^\s<>"]+)/);
  const html = pieces.map((piece, index) => {
    const words = escapeHtml(piece);
    return index % 2 === 0
      ? words.replaceAll("\n", "<br>")
      : `<a href="${words}" target="_blank" rel="noopener">${words}</a>`;
  });
  return {
    "text/plain": text,
    "text/html": `<div style="overflow-wrap: anywhere">${html.join("")}</div>`,
  };
}
