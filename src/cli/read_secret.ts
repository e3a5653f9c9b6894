/** Reading a secret that is not to be seen. */

/** The person pressed Ctrl-C at a prompt. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** A terminal that a secret is typed into. */
export interface SecretTerminal {
  /** Switches echo and line editing off or on. */
  setRaw(raw: boolean): void;
  /** Reads what was typed; `null` at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Writes to the person. */
  write(text: string): void;
}

// Arrow keys and their like: an escape, then what belongs to it.
// deno-lint-ignore no-control-regex
const escapes = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.|[^[O])?/g;
/** A token is short: more than this was piped in by mistake. */
const longestSecret = 65_536;

/**
 * Asks for a secret and reads it without showing it. Enter or Ctrl-D ends it, Backspace takes the last
 * character back, Ctrl-U all of them.
 *
 * @param terminal The terminal.
 * @param prompt What to ask.
 * @returns What was typed.
 * @throws {InterruptedError} At Ctrl-C.
 */
export async function readHidden(terminal: SecretTerminal, prompt: string): Promise<string> {
  // Before anybody is asked, so that nothing typed is echoed.
  terminal.setRaw(true);
  try {
    terminal.write(prompt);
    return await typed(terminal);
  } finally {
    terminal.setRaw(false);
    terminal.write("\n");
  }
}

async function typed(terminal: SecretTerminal): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4096);
  let characters: string[] = [];
  while (true) {
    const count = await terminal.read(buffer);
    if (count === null) return characters.join("");
    const text = decoder.decode(buffer.subarray(0, count), { stream: true });
    for (const character of text.replace(escapes, "")) {
      if (character === "\r" || character === "\n" || character === "\x04") {
        return characters.join("");
      }
      if (character === "\x03") throw new InterruptedError("Interrupted");
      if (character === "\x7f" || character === "\b") characters.pop();
      else if (character === "\x15") characters = [];
      else if (!/\p{Cc}/u.test(character)) characters.push(character);
    }
  }
}

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
