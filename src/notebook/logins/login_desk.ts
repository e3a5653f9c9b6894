/** Where a login in a notebook talks to the person. */

import { type LoginTalk, ownTalk, settled } from "../../oauth/login_talk.ts";
import type { MediaBundle } from "../displayable.ts";
import { escapeHtml } from "../../escape_html.ts";
import { kernelDisplay, showKinds, type ShowOptions } from "../show.ts";
import type { OptionKinds } from "../../options.ts";

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

/** How the person is talked to, as a value. */
export const deskKinds: OptionKinds<DeskOptions> = { ...showKinds, answer: "function" };

/** Where the person is talked to. */
export interface LoginDesk extends LoginTalk {
  /** Resolves when everything that was said is shown. */
  told(): Promise<void>;
}

/** The notebook, or the terminal where there is none. */
export function loginDesk({ display = kernelDisplay() }: DeskOptions): LoginDesk {
  if (display === undefined) return { ...ownTalk(), told: () => Promise.resolve() };
  let last = Promise.resolve();
  const told = async (): Promise<void> => {
    await last;
    await settled();
  };
  return {
    say(text: string): void {
      // One after the other, since whoever says something does not wait.
      last = last.then(() => display(linked(text.trim()), { raw: true })).catch(() => {});
    },
    async ask(question: string): Promise<string | null> {
      await told();
      return prompt(question);
    },
    told,
  };
}

/** A text whose addresses are links; the comma after one is the sentence's. */
function linked(text: string): MediaBundle {
  const pieces = text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/);
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
