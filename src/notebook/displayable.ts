/** Values that a Jupyter cell shows in a form of their own. */

/** The method by which the Deno kernel asks a value how to show it. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** What Deno's console asks a value. */
const customInspect = Symbol.for("Deno.customInspect");

/** The forms of one thing by media type; Jupyter picks the richest that it can show. */
export type MediaBundle = Readonly<Record<string, string>> & { readonly "text/plain": string };

/** Something a Jupyter cell shows in a form of its own, and a terminal as plain text. */
export interface Displayable {
  /** The forms by media type. */
  [jupyterDisplay](): MediaBundle;
}

/**
 * Lets a value be shown in its own form, by a cell and by the console. It stays the same value.
 *
 * @param value The value.
 * @param bundle How it is shown.
 */
export function withDisplay<T extends object>(value: T, bundle: MediaBundle): T & Displayable {
  return hidden(inCell(value, bundle), customInspect, () => bundle["text/plain"]);
}

/**
 * Lets a value be shown in its own form by a cell; the console shows all of it. It stays the same value.
 *
 * @param value The value.
 * @param bundle How it is shown.
 */
export function inCell<T extends object>(value: T, bundle: MediaBundle): T & Displayable {
  return hidden(value, jupyterDisplay, () => ({ ...bundle })) as T & Displayable;
}

function hidden<T extends object>(value: T, name: symbol, method: () => unknown): T {
  return Object.defineProperty(value, name, { value: method, configurable: true });
}
