/**
 * Working in Jupyter on the Deno kernel: values that cells show, progress in one place, logins by link,
 * and permissions that are given up. Everything shown is escaped, follows the colours of the page, and
 * is plain text in a terminal.
 *
 * ```ts ignore
 * import { showStatus } from "@keyferry/keyferry/notebook";
 *
 * await showStatus();
 * ```
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

export type { Displayable, MediaBundle } from "./displayable.ts";
export { jupyterDisplay } from "./displayable.ts";
export type { Display, ShowOptions } from "./show.ts";
export { show } from "./show.ts";
export type { TableOptions } from "./table.ts";
export { table } from "./table.ts";
export type { PlatformStatus } from "../platforms/status.ts";
export type { Status } from "./show_status.ts";
export { showStatus } from "./show_status.ts";
export type { Progress, ProgressBar } from "./progress_bar.ts";
export { progressBar } from "./progress_bar.ts";
export type { ProgressOptions } from "./progress.ts";
export { progress } from "./progress.ts";
export type { Bar, BarsOptions } from "./plot_bars.ts";
export { plotBars } from "./plot_bars.ts";
export type { ThroughputOptions } from "./plot_throughput.ts";
export { plotThroughput } from "./plot_throughput.ts";
export type { AskOptions, NotebookPrompt } from "../credentials/secret/ask_secret.ts";
export { askSecret } from "../credentials/secret/ask_secret.ts";
export type { DeskOptions } from "./logins/login_desk.ts";
export * from "./logins/login_in_notebook.ts";
export type { LockedDown, PermissionKind } from "./lock_down.ts";
export { lockDown } from "./lock_down.ts";
