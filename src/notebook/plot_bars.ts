/** Amounts as bars. */

import { ArgumentRangeError, ArgumentTypeError } from "../argument_error.ts";
import { bytesInWords, columns, counted, displayWidth, plain, secondsInWords } from "../text.ts";
import { type Displayable, withDisplay } from "./displayable.ts";
import { escapeHtml } from "../escape_html.ts";
import { ink, paper, pictureBundle, words } from "./picture.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
import { checkRows } from "./table.ts";

/** One bar. */
export interface Bar {
  /** What it is about. */
  readonly label: string;
  /** How much, 0 or more. */
  readonly value: number;
  /**
   * Where it begins, in the same unit: a time after the first, say.
   *
   * @default {0}
   */
  readonly from?: number | undefined;
  /**
   * Whether it tells of something that went well, or wrong; else it has the usual colour.
   */
  readonly kind?: "done" | "failed" | undefined;
}

/** What may be chosen about bars. */
export interface BarsOptions {
  /** What stands above them. */
  readonly title?: string | undefined;
  /**
   * What is counted: a noun in the singular, or a symbol such as `GB` or `%`. `byte` and `second` are said
   * in words, such as "1.2 MB" and "2 h".
   *
   * @default {"file"}
   */
  readonly unit?: string | undefined;
}

const barsKinds: OptionKinds<BarsOptions> = { title: "text", unit: "text" };

const width = 640;
const rowHeight = 24;
const most = 40;

/**
 * Amounts as a picture with a bar for each, in their order: the sizes of folders, the files that were
 * moved by night, how long each token is good.
 *
 * @param bars The bars, 40 at most.
 * @param options `title`, and `unit`: what is counted.
 * @returns The picture, as SVG; `console.log` prints it in words. Without bars it is a sentence.
 * @throws {TypeError} When a bar has no label that is a text, no value that is a number, or another `kind`.
 * @throws {RangeError} When there are more than 40 bars, or a value is negative or not finite.
 *
 * @example
 * ```ts
 * import { plotBars } from "@keyferry/keyferry/notebook";
 * import { assertEquals } from "@std/assert";
 *
 * const plot = plotBars([
 *   { label: "raw", value: 1_200_000 },
 *   { label: "masks", value: 30_000 },
 * ], { title: "Where the data is", unit: "byte" });
 * assertEquals(Deno.inspect(plot), "Where the data is\nraw     1.2 MB\nmasks  30.0 kB");
 * ```
 */
export function plotBars(bars: Iterable<Bar>, options: BarsOptions = {}): Displayable {
  checkOptions(options, barsKinds);
  checkRows("bars", bars);
  const { title, unit = "file" } = options;
  const all = [...bars];
  if (all.length > most) {
    throw new ArgumentRangeError(`There are ${all.length} bars; the most is ${most}`);
  }
  all.forEach(checkBar);
  if (all.length === 0) {
    const nothing = [...title === undefined ? [] : [plain(title)], "nothing to plot"].join(": ");
    return withDisplay({}, {
      "text/plain": nothing,
      "text/html": `<div>${escapeHtml(nothing)}</div>`,
    });
  }
  const amounts = all.map(({ value }) => amountOf(value, unit));
  const rows = all.map(({ label }, at) => [plain(label), amounts[at] ?? ""]);
  const text = [...title === undefined ? [] : [plain(title)], columns(rows, { right: [1] })];
  const said = text.join("\n");
  return withDisplay({}, pictureBundle(said, drawn(all, amounts, title, said)));
}

function checkBar(bar: Bar, at: number): void {
  const name = `Bar ${at + 1}`;
  if (typeof bar !== "object" || bar === null) {
    throw new ArgumentTypeError(`${name} must be an object, such as { label: "raw", value: 5 }`);
  }
  const { label, value, from = 0, kind } = bar;
  if (typeof label !== "string") {
    throw new ArgumentTypeError(`${name} must have a text as its label`);
  }
  const it = `The bar "${plain(label)}"`;
  for (const [what, amount] of [["a value", value], ["a beginning", from]] as const) {
    if (typeof amount !== "number") {
      throw new ArgumentTypeError(`${it} must have ${what} that is a number`);
    }
    if (!Number.isFinite(amount) || amount < 0) {
      throw new ArgumentRangeError(`${it} must have ${what} of 0 or more: it is ${amount}`);
    }
  }
  if (![undefined, "done", "failed"].includes(kind)) {
    throw new ArgumentTypeError(`${it} must have "done" or "failed" as its kind, or none`);
  }
}

function amountOf(value: number, unit: string): string {
  if (unit === "byte") return bytesInWords(Math.round(value));
  const amount = value < 1 ? Number(value.toPrecision(2)) : Number(value.toFixed(2));
  if (unit === "second") return value < 1 ? `${amount} s` : secondsInWords(value);
  // A symbol has no plural.
  return /[a-z]{3}$/.test(unit) ? counted(amount, plain(unit)) : `${amount} ${plain(unit)}`;
}

/** As wide as a digit is in the widest usual type; a longer label is cut, and whole in its title. */
const characterWidth = 7.7;
const longestLabel = 34 * characterWidth;
const longestTitle = width - 24;

function shortened(text: string, most: number): string {
  if (widthOf(text) <= most) return text;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (widthOf(`${kept}${segment}…`) > most) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** At most so many pixels: capitals are wider than digits, and some letters narrower. */
function widthOf(text: string): number {
  const count = (kind: RegExp): number => text.match(kind)?.length ?? 0;
  const more = 1.8 * count(/\p{Lu}/gu) + 4.3 * count(/[mw@%]/g) + 2.5 * count(/[MW]/g);
  const less = 3.2 * count(/[ijltf.,:;'|!/ -]/g);
  return characterWidth * displayWidth(text) + Math.max(0, more - less);
}

function widest(texts: readonly string[]): number {
  return greatest(texts.map(widthOf));
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function drawn(
  bars: readonly Bar[],
  amounts: readonly string[],
  title: string | undefined,
  said: string,
): string {
  const labels = bars.map(({ label }) => shortened(plain(label), longestLabel));
  const left = Math.ceil(16 + widest(labels));
  const room = Math.max(40, width - left - widest(amounts) - 24);
  const longest = greatest(bars.map(({ value, from = 0 }) => from + value));
  const scaled = (value: number): number => longest === 0 ? 0 : room * value / longest;
  const top = title === undefined ? 8 : 34;
  const height = top + rowHeight * bars.length + 8;
  const rows = bars.map(({ label, value, from = 0, kind }, at) => {
    const y = top + rowHeight * at;
    // A bar of half a pixel would be a shadow.
    const x = Math.round(left + scaled(from));
    const long = Math.max(value > 0 ? 2 : 0, Math.round(scaled(value)));
    return words(labels[at] ?? "", left - 8, y + 16, { end: true }) +
      `<rect x="${x}" y="${y + 3}" width="${long}" height="${rowHeight - 6}" ` +
      `fill="${ink[kind ?? "usual"]}"><title>${escapeHtml(plain(label))}</title></rect>` +
      words(amounts[at] ?? "", x + long + 6, y + 16);
  });
  const head = title === undefined
    ? ""
    : words(shortened(plain(title), longestTitle), 8, 20, { bold: true });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(said)}" ` +
    `style="max-width: 100%">${paper(width, height)}${head}${rows.join("")}</svg>`;
}
