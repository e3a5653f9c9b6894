/** Secrets that are about to stand in a header. */

import type { Secret } from "./secret.ts";
import { mapSource, type Source } from "./source.ts";

/** Whether a text can stand in a header as it is: printable ASCII, no space at its edges. */
export function isHeaderText(text: string): boolean {
  return /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text);
}

/**
 * A source whose secret goes into a header: one that cannot stand there is broken, so that the report
 * names the place where it was found.
 *
 * @param source The source to look at.
 */
export function forHeader(source: Source<Secret>): Source<Secret> {
  return mapSource(source, (found) => {
    if (isHeaderText(found.value.reveal())) return found;
    return {
      state: "broken",
      detail: "holds a character that no header can hold",
      step: { kind: "other", words: "put the token alone there" },
    };
  });
}
