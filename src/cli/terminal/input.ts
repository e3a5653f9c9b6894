/** Standard input: lines as they are typed or pasted, and a secret that is piped in. */

import { ArgumentRangeError } from "../../argument_error.ts";

/**
 * Reads a stream line by line; what was pasted beyond a line waits for the next call.
 *
 * @param read Reads bytes into a buffer, and gives their number; `null` at the end.
 * @returns Reads the next line, without its end; `undefined` when there is none.
 */
export function lineReader(
  read: (buffer: Uint8Array) => Promise<number | null>,
): () => Promise<string | undefined> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4096);
  let waiting = "";
  return async () => {
    while (!waiting.includes("\n")) {
      const count = await read(buffer);
      if (count === null) {
        const last = waiting;
        waiting = "";
        return last === "" ? undefined : last;
      }
      waiting += decoder.decode(buffer.subarray(0, count), { stream: true });
    }
    const end = waiting.indexOf("\n");
    const line = waiting.slice(0, end).replace(/\r$/, "");
    waiting = waiting.slice(end + 1);
    return line;
  };
}

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
