/** A bar that shows how far something is. */

import { plain } from "../text.ts";
import type { MediaBundle } from "./displayable.ts";
import { escapeHtml } from "./escape_html.ts";
import { kernelDisplay, type ShowOptions } from "./show.ts";

/** How far something is. */
export interface Progress {
  /** What is done, in any unit. */
  readonly done: number;
  /** What there is to do, in the same unit; unknown where it is missing. */
  readonly total?: number;
  /** A few words beside the bar. */
  readonly note?: string;
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
 * A progress bar that updates in place below a Jupyter cell. Outside a kernel it shows nothing, so that
 * a notebook's code also runs as a script. For a transfer, {@linkcode progress} is shorter.
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
  const display = options.display ?? kernelDisplay();
  const displayId = crypto.randomUUID();
  let shown = false;
  return {
    async update(progress: Progress): Promise<void> {
      const update = shown;
      shown = true;
      await display?.(barBundle(label, progress), { raw: true, display_id: displayId, update });
    },
  };
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
export function barBundle(label: string, { done, total, note }: Progress): MediaBundle {
  const share = total === undefined ? undefined : total === 0 ? 1 : Math.min(done / total, 1);
  const percent = share === undefined ? undefined : Math.round(share * 100);
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
