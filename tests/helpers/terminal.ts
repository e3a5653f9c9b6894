import { fromFileUrl } from "@std/path/from-file-url";

const driver = fromFileUrl(new URL("on_terminal.py", import.meta.url));

/** A command on a terminal of its own, and a person who types there. */
export interface Terminal extends AsyncDisposable {
  /** Everything shown so far, escapes included. */
  readonly shown: string;
  /** Types, as a person would; `"\x03"` is Ctrl-C and `"\r"` the return key. */
  type(text: string): Promise<void>;
  /**
   * Waits until something is shown that was not looked at before, and gives all that was shown up to
   * its end.
   *
   * @throws {Error} When the command ends, or too much time passes, before it is shown.
   */
  until(text: string | RegExp): Promise<string>;
  /** Waits for the end, and gives the exit code. */
  end(): Promise<number>;
}

/** How a terminal is opened. */
export interface TerminalOptions {
  /** The only variables that the command sees; `TERM` is set. */
  readonly env?: Readonly<Record<string, string>>;
  /** The width in characters. */
  readonly columns?: number;
  /** How long to wait for what is to be shown, in milliseconds. */
  readonly patienceMs?: number;
}

/**
 * Starts a command on a pseudo-terminal; Deno has none, so Python's is used.
 *
 * @param command The program and its arguments.
 */
export function openTerminal(
  command: readonly string[],
  { env = {}, columns = 80, patienceMs = 30_000 }: TerminalOptions = {},
): Terminal {
  const { PATH = "/usr/bin:/bin" } = Deno.env.toObject();
  const child = new Deno.Command("python3", {
    args: [driver, String(columns), "24", ...command],
    clearEnv: true,
    env: { PATH, TERM: "xterm", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  let shown = "";
  let seen = 0;
  let over = false;
  let wake = Promise.withResolvers<void>();
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stdout) {
      shown += decoder.decode(chunk, { stream: true });
      wake.resolve();
      wake = Promise.withResolvers();
    }
    over = true;
    wake.resolve();
  })();
  const terminal: Terminal = {
    get shown(): string {
      return shown;
    },
    type: (text) => writer.write(new TextEncoder().encode(text)),
    async until(text) {
      const deadline = AbortSignal.timeout(patienceMs);
      const late = Promise.withResolvers<void>();
      deadline.addEventListener("abort", () => late.resolve(), { once: true });
      while (true) {
        const rest = shown.slice(seen);
        const match = typeof text === "string"
          ? { index: rest.indexOf(text), 0: text }
          : text.exec(rest);
        if (match !== null && match.index >= 0) {
          const end = match.index + match[0].length;
          seen += end;
          return rest.slice(0, end);
        }
        if (over || deadline.aborted) {
          const why = over ? "it ended" : `not within ${patienceMs / 1000} s`;
          throw new Error(`${text} was not shown (${why}): ${JSON.stringify(rest)}`);
        }
        await Promise.race([wake.promise, late.promise]);
      }
    },
    async end() {
      const { code } = await child.status;
      await reading;
      await writer.close().catch(() => {});
      return code;
    },
    async [Symbol.asyncDispose]() {
      // A command that is still there loses its terminal, which ends it.
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await terminal.end();
    },
  };
  return terminal;
}
