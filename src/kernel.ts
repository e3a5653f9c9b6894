/** What holds in a Jupyter kernel. */

/**
 * Whether a Jupyter kernel runs the program. `Deno.jupyter` is always a property; outside a kernel its
 * access throws.
 */
export function isKernel(): boolean {
  try {
    return typeof (Deno as { jupyter?: unknown | undefined }).jupyter === "object";
  } catch {
    return false;
  }
}

/**
 * Takes what lies in this package's own files, and in Deno's, out of the trace that a cell shows below an
 * error's message: the message is what to act on, and the person's own lines are what is left.
 *
 * @param error An error that was thrown on purpose.
 */
export function forgetOwnFrames(error: Error): void {
  if (!isKernel()) return;
  const own = new URL("./", import.meta.url).href;
  const isTheirs = (line: string): boolean => {
    return /^ +at /.test(line) && !line.includes(own) && !line.includes("(ext:");
  };
  const frames = (error.stack ?? "").split("\n").filter(isTheirs);
  const set = (value: unknown): void => {
    Object.defineProperty(error, "stack", { value, writable: true, configurable: true });
  };
  // A class tells its name once it is made.
  const get = (): string => [`${error.name}: ${error.message}`, ...frames].join("\n");
  Object.defineProperty(error, "stack", { get, set, configurable: true });
}
