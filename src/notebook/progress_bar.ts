/** A bar that shows how far something is. */

import { plain } from "../text.ts";
import type { MediaBundle } from "./displayable.ts";
import { escapeHtml } from "./escape_html.ts";
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
}

/** A progress bar in a notebook. */
export interface ProgressBar {
  /**
   * Shows how far it is, in the place of what was shown before.
   *
   * @param progress How far it is.
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
      const bundle = barBundle(label, progress);
      if (display === undefined) return printed(bundle, progress);
      const update = shown;
      shown = true;
      await display(bundle, { raw: true, display_id: displayId, update });
    },
  };
}

/** How it ended: a line for each look would be a page of them. */
function printed(bundle: MediaBundle, progress: Progress): void {
  // deno-lint-ignore no-console
  if (isOver(progress)) console.error(bundle["text/plain"]);
}

function isOver({ done, total, ended }: Progress): boolean {
  return ended ?? (total !== undefined && done >= total);
}

/** Rounded down: what is not over is not at 100 %. Nothing where there is no total to speak of. */
function percentOf(progress: Progress): number | undefined {
  const { done, total } = progress;
  if (total === undefined || !(total >= 0)) return undefined;
  const share = total === 0 ? 1 : Math.max(0, done) / total;
  const most = isOver(progress) ? 100 : 99;
  return Number.isNaN(share) ? undefined : Math.min(Math.floor(share * 100), most);
}

const frame =
  "display: inline-block; vertical-align: middle; box-sizing: border-box; width: 16em; " +
  "max-width: 40%; height: 0.9em; border: 1px solid currentColor; border-radius: 3px";

/**
 * How far something is, drawn in the colour of the text around it, so that it is seen on light and on
 * dark; a browser's own bar knows the light alone.
 *
 * @param label What is going on.
 * @param progress How far it is.
 */
export function barBundle(label: string, progress: Progress): MediaBundle {
  const percent = percentOf(progress);
  const { note } = progress;
  const words = plain(
    [label, percent === undefined ? "" : `${percent} %`, note ?? ""]
      .filter((word) => word !== "").join(" "),
  );
  const value = percent === undefined ? "" : ` aria-valuenow="${percent}"`;
  const filled = percent === undefined
    ? "width: 100%; background: repeating-linear-gradient(45deg, currentColor 0 4px, transparent 4px 10px)"
    : `width: ${percent}%; background: currentColor`;
  const bar =
    `<div role="progressbar" aria-label="${escapeHtml(plain(label))}" aria-valuemin="0" ` +
    `aria-valuemax="100"${value} style="${frame}">` +
    `<div style="height: 100%; opacity: 0.6; ${filled}"></div></div>`;
  return { "text/plain": words, "text/html": `<div>${bar} ${escapeHtml(words)}</div>` };
}
