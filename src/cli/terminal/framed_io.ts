/** What `--quiet` and `--verbose` make of a terminal. */

import type { Retry } from "../../credentials/surroundings.ts";
import { type Exchange, observedFetch } from "../../http/request/observed_fetch.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "../surroundings.ts";
import { plain, secondsInWords } from "./text.ts";

/** A shorter wait is over before anybody has read about it. */
const noticedMs = 1000;

/** Clears the line that a bar may stand on, so that a message does not begin behind it. */
export const freshLine = "\r\x1b[K";

/**
 * The terminal as a command sees it: a wait before a request is sent again is reported. With `--quiet` no
 * message is shown, with `--verbose` every request is reported; in both cases nothing is drawn, since lines
 * and a moving bar do not go together.
 *
 * @param options The command's options.
 * @param io The terminal.
 */
export function framedIo({ quiet, verbose }: CommonOptions, io: Io): Io {
  if (quiet) return { ...io, stderrIsTerminal: false, note(): void {}, draw(): void {} };
  const surroundings = {
    ...io.surroundings,
    onRetry({ service, because, waitMs }: Retry): void {
      if (waitMs < noticedMs) return;
      if (io.stderrIsTerminal) io.draw(freshLine);
      io.note(`${service}: ${plain(because)}, trying again in ${secondsInWords(waitMs / 1000)}`);
    },
  };
  if (!verbose) return { ...io, surroundings };
  const fetch = observedFetch((exchange) => io.note(lineOf(exchange)), surroundings.fetch);
  return { ...io, stderrIsTerminal: false, surroundings: { ...surroundings, fetch } };
}

function lineOf({ method, url, status, ms, attempt, requestId }: Exchange): string {
  const facts = [
    `${ms} ms`,
    ...(attempt === 1 ? [] : [`attempt ${attempt}`]),
    ...(requestId === undefined ? [] : [`request ${plain(requestId)}`]),
  ];
  return `${method} ${plain(url)}: ${status ?? "no answer"}, ${facts.join(", ")}`;
}
