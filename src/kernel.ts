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
  if (!isKernel() || error.stack === undefined) return;
  const own = new URL("./", import.meta.url).href;
  const isOwn = (line: string): boolean => {
    return /^ +at /.test(line) && (line.includes(own) || line.includes("(ext:"));
  };
  const value = error.stack.split("\n").filter((line) => !isOwn(line)).join("\n");
  Object.defineProperty(error, "stack", { value, writable: true, configurable: true });
}
