/** A secret as people hand it over: piped in, or pasted. */

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
      throw new RangeError("Standard input is too long to be a token: pipe in the token alone");
    }
  }
  return text + decoder.decode();
}

/**
 * The secret in what was typed or pasted: without spaces around it, and without one pair of quotes, as
 * when it was copied out of a JSON file.
 *
 * @param text What was read.
 */
export function pastedSecret(text: string): string {
  const trimmed = text.trim();
  return /^(["']).*\1$/s.test(trimmed) && trimmed.length > 1
    ? trimmed.slice(1, -1).trim()
    : trimmed;
}
