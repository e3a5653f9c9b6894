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
