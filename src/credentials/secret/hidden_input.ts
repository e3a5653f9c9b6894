/** Reading what is typed into a terminal without showing it. */

/** The person pressed Ctrl-C at a prompt, or the stop button of Jupyter. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/**
 * A terminal that a secret is typed into.
 *
 * @category Secrets
 */
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

/** The process's own terminal: its standard input, and standard error for the talk. */
export function ownTerminal(): SecretTerminal {
  return {
    setRaw: (raw) => Deno.stdin.setRaw(raw),
    read: (buffer) => Deno.stdin.read(buffer),
    write(text: string): void {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
    },
  };
}

/**
 * Asks for a secret and reads it without showing it. Enter or Ctrl-D ends it, Backspace takes the last
 * character back, Ctrl-U all of them.
 *
 * @param terminal The terminal.
 * @param prompt What to ask.
 * @param signal Takes the question back: nothing was typed then.
 * @returns What was typed.
 * @throws {InterruptedError} At Ctrl-C.
 */
export async function readHidden(
  terminal: SecretTerminal,
  prompt: string,
  signal?: AbortSignal,
): Promise<string> {
  const { promise: takenBack, resolve } = Promise.withResolvers<string>();
  const takeBack = (): void => resolve("");
  // Before anybody is asked, so that nothing typed is echoed.
  terminal.setRaw(true);
  try {
    terminal.write(prompt);
    signal?.addEventListener("abort", takeBack, { once: true });
    if (signal?.aborted) takeBack();
    return await Promise.race([typed(terminal), takenBack]);
  } finally {
    signal?.removeEventListener("abort", takeBack);
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
