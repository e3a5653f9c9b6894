/** What `--quiet` and `--verbose` make of a terminal. */

import { type Exchange, observedFetch } from "../http/observed_fetch.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./surroundings.ts";
import { plain } from "./text.ts";

/**
 * The terminal as a command sees it: with `--quiet` its talk is not heard, with `--verbose` it tells of
 * every request. In both cases nothing is drawn, since lines and a moving bar do not go together.
 *
 * @param options The command's options.
 * @param io The terminal.
 */
export function framedIo({ quiet, verbose }: CommonOptions, io: Io): Io {
  if (quiet) return { ...io, stderrIsTerminal: false, note(): void {}, draw(): void {} };
  if (!verbose) return io;
  const { surroundings } = io;
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
