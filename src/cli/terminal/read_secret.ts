/** A secret that is piped in. */

import { ArgumentRangeError } from "../../argument_error.ts";

/** A token is short: more than this was piped in by mistake. */
const longestSecret = 65_536;

/**
 * Reads a secret that another program pipes in.
 *
 * @param stream Standard input.
 * @throws {RangeError} When it is far too long to be a secret.
 */
export async function readPiped(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > longestSecret) {
      throw new ArgumentRangeError(
        "Standard input is too long to be a token: pipe in the token alone",
      );
    }
  }
  return text + decoder.decode();
}
