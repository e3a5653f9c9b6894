/** Secrets that are about to stand in a header. */

import { Secret } from "./secret.ts";
import { mapSource, type Source } from "../sources/source.ts";
import { tokenText } from "./token_text.ts";

/** Whether a text can stand in a header as it is: printable ASCII, no space at its edges. */
export function isHeaderText(text: string): boolean {
  return /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text);
}

/**
 * A source whose secret is a token, which goes into a header: cleaned, and broken where it cannot be
 * one, so that the report names the place where it was found.
 *
 * @param source The source to look at.
 */
export function forHeader(source: Source<Secret>): Source<Secret> {
  return mapSource(source, (found) => {
    const text = tokenText(found.value.reveal());
    if ("token" in text) return { ...found, value: new Secret(text.token) };
    return {
      state: "broken",
      detail: `holds ${text.problem}`,
      step: { kind: "other", words: "put the token alone there" },
    };
  });
}
