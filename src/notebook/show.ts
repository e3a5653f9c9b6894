/** Showing things in the middle of a cell. */

import { type Displayable, jupyterDisplay, type MediaBundle } from "./displayable.ts";

/** Sends a display message, as `Deno.jupyter.display` does. */
export type Display = (
  bundle: MediaBundle,
  options: { readonly raw: true; readonly display_id?: string; readonly update?: boolean },
) => Promise<void>;

/** What may be chosen about showing something. */
export interface ShowOptions {
  /** What shows it, in place of the kernel's own. */
  readonly display?: Display;
}

/**
 * Shows a value below the cell that runs, as often as you like: a cell shows by itself only its last
 * value. Outside a kernel it shows nothing, so that a notebook's code also runs as a script.
 *
 * @param value A table, a plot, a status.
 * @param options `display`: what shows it, in place of the kernel's own.
 *
 * @example
 * ```ts
 * import { show, table } from "@keyferry/keyferry/notebook";
 * import { assertEquals } from "@std/assert";
 *
 * const shown: string[] = [];
 * await show(table([{ name: "a.csv" }]), {
 *   display: (bundle) => {
 *     shown.push(bundle["text/plain"]);
 *     return Promise.resolve();
 *   },
 * });
 * assertEquals(shown, ["name\na.csv"]);
 * ```
 */
export async function show(value: Displayable, options: ShowOptions = {}): Promise<void> {
  const display = options.display ?? kernelDisplay();
  await display?.(value[jupyterDisplay](), { raw: true });
}

/** The kernel's own way to show something; nothing outside a kernel. */
export function kernelDisplay(): Display | undefined {
  try {
    // Always a property; outside a kernel its access throws.
    const { jupyter } = Deno as unknown as { jupyter: { display: Display } };
    return jupyter.display;
  } catch {
    return undefined;
  }
}
