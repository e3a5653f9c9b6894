/**
 * Showing things in Jupyter cells on the Deno kernel.
 *
 * @example A folder as a table
 * ```ts
 * import { jupyterDisplay, table } from "@keyferry/keyferry/notebook";
 * import { assert } from "@std/assert";
 *
 * const shown = table([{ name: "a.csv", size: 12 }]);
 * assert(shown[jupyterDisplay]()["text/html"]?.includes(">a.csv</td>"));
 * ```
 *
 * @module
 */

export type { Displayable } from "./table.ts";
export { jupyterDisplay, table } from "./table.ts";
export type { Display, Progress, ProgressBar } from "./progress.ts";
export { progressBar } from "./progress.ts";
