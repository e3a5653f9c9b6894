import { escapeHtml } from "./escape_html.ts";

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

/** Sends a display message, as `Deno.jupyter.display` does. */
export type Display = (
  bundle: Record<string, string>,
  options: { readonly raw: true; readonly display_id: string; readonly update: boolean },
) => Promise<void>;

/**
 * A progress bar that updates in place below a Jupyter cell. Outside a kernel it shows nothing, so that
 * a notebook's code also runs as a script.
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
 *     shown.push(bundle["text/plain"] ?? "");
 *     return Promise.resolve();
 *   },
 * });
 * await bar.update({ done: 5, total: 10 });
 * assertEquals(shown, ["copying 50 %"]);
 * ```
 */
export function progressBar(
  label: string,
  options: { readonly display?: Display } = {},
): ProgressBar {
  const display = options.display ?? kernelDisplay();
  const displayId = crypto.randomUUID();
  let shown = false;
  return {
    async update(progress: Progress): Promise<void> {
      await display?.(bundle(label, progress), {
        raw: true,
        display_id: displayId,
        update: shown,
      });
      shown = true;
    },
  };
}

/** `Deno.jupyter` is always a property, and throws on access outside a kernel. */
function kernelDisplay(): Display | undefined {
  try {
    const { jupyter } = Deno as unknown as { jupyter: { display: Display } };
    return jupyter.display;
  } catch {
    return undefined;
  }
}

function bundle(label: string, { done, total, note }: Progress): Record<string, string> {
  const share = total === undefined ? undefined : total === 0 ? 1 : Math.min(done / total, 1);
  const percent = share === undefined ? "" : ` ${Math.round(share * 100)} %`;
  const words = `${label}${percent}${note === undefined ? "" : ` ${note}`}`;
  const bar = share === undefined
    ? "<progress></progress>"
    : `<progress value="${share}"></progress>`;
  return { "text/plain": words, "text/html": `<div>${bar} ${escapeHtml(words)}</div>` };
}
