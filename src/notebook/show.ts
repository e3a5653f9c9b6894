/** Showing things in the middle of a cell. */

import { ArgumentTypeError } from "../argument_error.ts";
import { isKernel } from "../kernel.ts";
import { type Displayable, jupyterDisplay, type MediaBundle } from "./displayable.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
import { plain } from "../text.ts";

/** Sends a display message, as `Deno.jupyter.display` does. */
export type Display = (
  bundle: MediaBundle,
  options: {
    readonly raw: true;
    readonly display_id?: string | undefined;
    readonly update?: boolean | undefined;
  },
) => Promise<void>;

/** What may be chosen about showing something. */
export interface ShowOptions {
  /** What shows it, in place of the kernel's own. */
  readonly display?: Display | undefined;
}

/** What may be chosen about showing something, as a value. */
export const showKinds: OptionKinds<ShowOptions> = { display: "function" };

/**
 * Shows a value or a text below the cell that runs, as often as you like: a cell shows by itself only its
 * last value. Outside a kernel it is printed as text, so that a notebook's code also runs as a script.
 *
 * Deno's kernel may say that a cell is done before the cell's last output has left, and the output is lost
 * then: rarely, and more often on a busy machine. It happens to a last value and to `console.log`; what
 * `show()` is awaited for is sent by then.
 *
 * @param value A text, of which control characters are shown instead of obeyed; a table, a plot, a status,
 * or a client, which shows whose it is; one that is still being made is waited for.
 * @param options `display`: what shows it, in place of the kernel's own.
 * @throws {TypeError} When the value is something else.
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
export async function show(
  value: object | string | Promise<object | string>,
  options: ShowOptions = {},
): Promise<void> {
  checkOptions(options, showKinds);
  const display = options.display ?? kernelDisplay();
  const bundle = bundleOf(await value);
  if (display !== undefined) return await display(bundle, { raw: true });
  // deno-lint-ignore no-console
  console.log(bundle["text/plain"]);
}

function bundleOf(value: object | string): MediaBundle {
  // A name in it may be another person's words, and command a terminal.
  if (typeof value === "string") return { "text/plain": value.replace(/[^\n\t]+/g, plain) };
  if (isDisplayable(value)) return value[jupyterDisplay]();
  throw new ArgumentTypeError(
    "value must be a text, or something that a cell shows, such as a table() of it",
  );
}

function isDisplayable(value: object): value is Displayable {
  return typeof value === "object" && value !== null &&
    typeof (value as Partial<Displayable>)[jupyterDisplay] === "function";
}

/** A kernel may say that a cell is done before its last display has left; nbclient stops listening then. */
const settleMs = 20;

/** The kernel's own way to show something; nothing outside a kernel. */
export function kernelDisplay(): Display | undefined {
  if (!isKernel()) return undefined;
  const { jupyter } = Deno as unknown as { jupyter: { display: Display } };
  return async (bundle, options) => {
    await jupyter.display(bundle, options);
    await new Promise((resolve) => setTimeout(resolve, settleMs));
  };
}
