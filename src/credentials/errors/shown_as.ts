/** Values that say in a few words what they are, where they would show all that they are made of. */

const consoles = ["Deno.customInspect", "nodejs.util.inspect.custom"];

/**
 * Lets a value be shown as a text, by the console and as a Jupyter cell's value. It stays the same value,
 * and its spread has no such text.
 *
 * @param value The value.
 * @param text How it is shown.
 */
export function shownAs<T extends object>(value: T, text: string): T {
  for (const name of consoles) {
    Object.defineProperty(value, Symbol.for(name), { value: () => text, configurable: true });
  }
  const display = (): Record<string, string> => ({ "text/plain": text });
  const form = { value: display, configurable: true };
  return Object.defineProperty(value, Symbol.for("Jupyter.display"), form);
}
