/** A bar that shows how far something is. */

import { ArgumentTypeError } from "../argument_error.ts";
import { plain } from "../text.ts";
import type { MediaBundle } from "./displayable.ts";
import { escapeHtml } from "../escape_html.ts";
import { kernelDisplay, showKinds, type ShowOptions } from "./show.ts";
import { checkArguments, checkOptions } from "../options.ts";

/** How far something is. */
export interface Progress {
  /** What is done, in any unit. */
  readonly done: number;
  /** What there is to do, in the same unit; unknown where it is missing. */
  readonly total?: number | undefined;
  /** A few words beside the bar. */
  readonly note?: string | undefined;
  /**
   * Whether it is over; what is not over is not at 100 %.
   *
   * @default {done >= total}
   */
  readonly ended?: boolean | undefined;
  /**
   * Whether it ended without what was wanted: the bar is red then, and says it.
   *
   * @default {false}
   */
  readonly failed?: boolean | undefined;
}

/** A progress bar in a notebook. */
export interface ProgressBar {
  /**
   * Shows how far it is, in the place of what was shown before.
   *
   * @param progress How far it is.
   * @throws {TypeError} When `done` is not a number, or another part is of a wrong kind.
   */
  update(progress: Progress): Promise<void>;
}

/**
 * A progress bar that updates in place below a Jupyter cell. Outside a kernel its end is printed to
 * standard error, so that a notebook's code also runs as a script. For a transfer,
 * {@linkcode progress} is shorter.
 *
 * @param label What is going on.
 * @param options `display`: what shows it, in place of the kernel's own.
 *
 * @example
 * ```ts
 * import { progressBar } from "@keyferry/keyferry/notebook";
 * import { assertEquals } from "@std/assert";
 *
 * const shown: string[] = [];
 * const bar = progressBar("copying", {
 *   display: (bundle) => {
 *     shown.push(bundle["text/plain"]);
 *     return Promise.resolve();
 *   },
 * });
 * await bar.update({ done: 5, total: 10 });
 * assertEquals(shown, ["copying 50 %"]);
 * ```
 */
export function progressBar(label: string, options: ShowOptions = {}): ProgressBar {
  checkArguments({ label }, { label: "text" });
  checkOptions(options, showKinds);
  const display = options.display ?? kernelDisplay();
  const displayId = crypto.randomUUID();
  let shown = false;
  return {
    async update(progress: Progress): Promise<void> {
      demandAmounts(progress);
      const bundle = barBundle(label, progress);
      if (display === undefined) return printed(bundle, progress);
      const update = shown;
      shown = true;
      await display(bundle, { raw: true, display_id: displayId, update });
    },
  };
}

/** `NaN` is a number: of how much nobody knows. */
function demandAmounts(progress: Progress): void {
  checkArguments({ progress }, { progress: "names" });
  const { done, total = 0, note = "" } = progress;
  if ([done, total].every((amount) => typeof amount === "number") && typeof note === "string") {
    return;
  }
  throw new ArgumentTypeError(
    'progress must have numbers as done and total, and a text as note: { done: 3, total: 10, note: "3 files" }',
  );
}

/** How it ended: a line for each look would be a page of them. */
function printed(bundle: MediaBundle, progress: Progress): void {
  // deno-lint-ignore no-console
  if (isOver(progress)) console.error(bundle["text/plain"]);
}

function isOver({ done, total, ended }: Progress): boolean {
  return ended ?? (total !== undefined && done >= total);
}

/** Rounded down: what is not over, or failed, is not at 100 %. Nothing where there is no total to speak of. */
function percentOf(progress: Progress): number | undefined {
  const { done, total, failed = false } = progress;
  if (total === undefined || !(total >= 0) || total === 0 && !isOver(progress)) return undefined;
  const share = total === 0 ? Number(!failed) : Math.max(0, done) / total;
  const most = isOver(progress) && !failed ? 100 : 99;
  return Number.isNaN(share) ? undefined : Math.min(Math.floor(share * 100), most);
}

// Each stands out from white and from Jupyter's black by 3 to 1 (WCAG 2.2, 1.4.11).
const colours = { running: "#3f7fbf", done: "#2e8b57", failed: "#d2544f" } as const;

/**
 * What JupyterLab leaves of a notebook that it does not trust: plain elements with sizes and colours of
 * their own. It drops SVG and what accessibility needs, and knows few colour names.
 */
const frame = "display: inline-block; vertical-align: middle; box-sizing: border-box; " +
  "width: 16em; max-width: 40%; height: 0.9em; margin: 0 8px; border-radius: 3px; overflow: hidden";

/**
 * How far something is, drawn in colours that are seen on light and on dark.
 *
 * @param label What is going on.
 * @param progress How far it is.
 */
export function barBundle(label: string, progress: Progress): MediaBundle {
  const percent = percentOf(progress);
  const { note = "", failed = false } = progress;
  const share = percent === undefined ? "" : `${percent} %`;
  const said = [failed ? "failed" : "", note].filter((word) => word !== "").join(": ");
  const words = plain([label, share, said].filter((word) => word !== "").join(" "));
  const value = percent === undefined ? "" : ` aria-valuenow="${percent}"`;
  const isDone = isOver(progress) && (percent ?? 100) === 100;
  const colour = colours[failed ? "failed" : isDone ? "done" : "running"];
  const [width, opacity] = percent === undefined ? [100, 0.4] : [percent, 1];
  // What a failed one did not do is red, too: at 0 % there would be no colour.
  const behind = failed ? "; background-color: rgba(210, 84, 79, 0.35)" : "";
  const bar =
    `<div role="progressbar" aria-label="${escapeHtml(plain(label))}" aria-valuemin="0" ` +
    `aria-valuemax="100"${value} style="${frame}; border: 1px solid ${colour}${behind}">` +
    `<div style="height: 100%; width: ${width}%; opacity: ${opacity}; background-color: ${colour}">` +
    "</div></div>";
  const rest = [
    share === "" ? "" : `<span style="margin-right: 12px">${share}</span>`,
    failed ? "<b>failed</b>" : "",
    failed && note !== "" ? ": " : "",
    note === "" ? "" : `<span>${escapeHtml(plain(note))}</span>`,
  ];
  return {
    "text/plain": words,
    "text/html": `<div><b>${escapeHtml(plain(label))}</b>${bar}${rest.join("")}</div>`,
  };
}
