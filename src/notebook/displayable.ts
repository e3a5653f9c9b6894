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
 * Lets a value be shown in its own form. Its other members stay as they are.
 *
 * @param value The value.
 * @param bundle How it is shown.
 */
export function withDisplay<T extends object>(value: T, bundle: MediaBundle): T & Displayable {
  const shown = { ...value };
  Object.defineProperty(shown, jupyterDisplay, { value: () => ({ ...bundle }) });
  Object.defineProperty(shown, customInspect, { value: () => bundle["text/plain"] });
  return shown as T & Displayable;
}
