/** How fast a transfer went. */

// deno-lint-ignore-file no-import-prefix
import type * as PlotPackage from "npm:@observablehq/plot@^0.6.17";
import type * as DomPackage from "npm:linkedom@0.18.11";
import { ArgumentRangeError } from "../argument_error.ts";
import type { EventDocument } from "../globus/transfer/endpoints/resource_documents.ts";
import { bytesInWords, counted } from "../text.ts";
import { type Displayable, withDisplay } from "./displayable.ts";
import { ink, paper, pictureBundle, typeface, words as inPicture } from "./picture.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
import { checkRows } from "./table.ts";

/** What may be chosen about the plot. */
export interface ThroughputOptions {
  /**
   * Its width, in pixels, 100 or more.
   *
   * @default {640}
   */
  readonly width?: number | undefined;
  /**
   * Its height, in pixels, 100 or more.
   *
   * @default {220}
   */
  readonly height?: number | undefined;
}

const throughputKinds: OptionKinds<ThroughputOptions> = { width: "number", height: "number" };

/** Its labels alone take as much. */
const smallest = 100;

/** A while during which bytes went over. */
interface Stretch {
  /** When it began, in seconds since the task did. */
  readonly from: number;
  /** When it ended. */
  readonly to: number;
  /** Megabytes a second, on average. */
  readonly rate: number;
}

/** A fault of the transfer. */
interface Fault {
  /** When, in seconds since the task began. */
  readonly at: number;
  /** What, in one word. */
  readonly code: string;
}

/**
 * How fast a Globus transfer went, as a plot: a bar for each `PROGRESS` event, as wide as the time that
 * it reports on, and a dashed line for each fault.
 *
 * @param events A task's events, as `taskEventList()` gives them, in any order.
 * @param options See {@linkcode ThroughputOptions}.
 * @returns The plot, as SVG; `console.log` prints its sum in words.
 * @throws {RangeError} When it would be smaller than its labels.
 *
 * @example
 * ```ts
 * import { plotThroughput } from "@keyferry/keyferry/notebook";
 * import { assertEquals } from "@std/assert";
 *
 * const details = JSON.stringify({ bytes_transferred: 6e8, duration: 60, mbps: 80 });
 * const plot = await plotThroughput([{
 *   code: "PROGRESS",
 *   description: "progress",
 *   details,
 *   is_error: false,
 *   time: "2026-03-21T10:01:00+00:00",
 * }]);
 * assertEquals(Deno.inspect(plot), "600.0 MB in 60 s: 10.0 MB/s, 10.0 MB/s at most, 0 faults");
 * ```
 */
export async function plotThroughput(
  events: Iterable<EventDocument> | AsyncIterable<EventDocument>,
  options: ThroughputOptions = {},
): Promise<Displayable> {
  checkOptions(options, throughputKinds);
  checkRows("events", events);
  for (const [name, pixels] of Object.entries(options)) {
    if (pixels !== undefined && !(pixels >= smallest && pixels < Infinity)) {
      throw new ArgumentRangeError(`${name} must be ${smallest} pixels or more: it is ${pixels}`);
    }
  }
  const all: EventDocument[] = [];
  // What does not say when it was has no place in the plot.
  for await (const event of events) if (Date.parse(event.time) > 0) all.push(event);
  all.sort((one, other) => Date.parse(one.time) - Date.parse(other.time));
  const stretches = stretchesOf(all);
  if (stretches.length === 0) {
    const words = "Nothing to plot: the transfer has told of no progress (yet)";
    return withDisplay({}, { "text/plain": words, "text/html": `<div>${words}</div>` });
  }
  const faults = faultsOf(all);
  const words = wordsFor(stretches, faults.length);
  const svg = await drawing(stretches, faults, words, options);
  return withDisplay({}, pictureBundle(words, svg));
}

function startOf(events: readonly EventDocument[]): number {
  return Date.parse(events[0]?.time ?? "");
}

/** The service tells whole seconds: a gap is one only where it is longer than that. */
function stretchesOf(events: readonly EventDocument[]): Stretch[] {
  const start = startOf(events);
  const found: Stretch[] = [];
  for (const { code, details, time } of events) {
    const told = code === "PROGRESS" ? toldBy(details) : undefined;
    if (told === undefined) continue;
    const ended = (Date.parse(time) - start) / 1000;
    const before = found.at(-1)?.to ?? 0;
    const from = ended - told.duration - before > 1 ? ended - told.duration : before;
    found.push({ from, to: from + told.duration, rate: told.bytes / told.duration / 1e6 });
  }
  return withoutSlivers(found);
}

/**
 * A stretch far shorter than the others is part of its neighbour: the last moment of a transfer would be
 * drawn as its fastest.
 */
function withoutSlivers(stretches: readonly Stretch[]): Stretch[] {
  const lengths = stretches.map(({ from, to }) => to - from).sort((a, b) => a - b);
  const shortest = (lengths[Math.floor(lengths.length / 2)] ?? 0) / 10;
  const found: Stretch[] = [];
  for (const stretch of stretches) {
    const before = found.at(-1);
    const isSliver = [before, stretch].some((one) => one && one.to - one.from < shortest);
    const joined = before !== undefined && isSliver ? both(before, stretch) : undefined;
    if (joined === undefined) found.push(stretch);
    else found.splice(-1, 1, joined);
  }
  return found;
}

/** Two stretches as one, unless much time is between them. */
function both(a: Stretch, b: Stretch): Stretch | undefined {
  const seconds = a.to - a.from + b.to - b.from;
  if (b.from - a.to > seconds) return undefined;
  const megabytes = a.rate * (a.to - a.from) + b.rate * (b.to - b.from);
  return { from: a.from, to: b.to, rate: megabytes / (b.to - a.from) };
}

/** The details are JSON as text; a release may tell them otherwise, and then there is no bar. */
function toldBy(details: string | null): { bytes: number; duration: number } | undefined {
  try {
    const { bytes_transferred: bytes, duration } = JSON.parse(details ?? "");
    const good = Number.isFinite(bytes) && bytes >= 0 && Number.isFinite(duration) &&
      duration > 0;
    return good ? { bytes, duration } : undefined;
  } catch {
    return undefined;
  }
}

function faultsOf(events: readonly EventDocument[]): Fault[] {
  const start = startOf(events);
  return events.filter(({ is_error }) => is_error).map(({ code, time }) => {
    return { at: (Date.parse(time) - start) / 1000, code };
  });
}

function wordsFor(stretches: readonly Stretch[], faultCount: number): string {
  const seconds = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const bytes = stretches.reduce((sum, { from, to, rate }) => sum + (to - from) * rate * 1e6, 0);
  const speed = (rate: number): string => `${bytesInWords(Math.round(rate))}/s`;
  const most = stretches.reduce((highest, { rate }) => Math.max(highest, rate * 1e6), 0);
  const length = seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0);
  return `${bytesInWords(Math.round(bytes))} in ${length} s: ${speed(bytes / seconds)}, ` +
    `${speed(most)} at most, ${counted(faultCount, "fault")}`;
}

/**
 * Named here, and not in the imports below: Deno fetches what an import names before it runs anything, and
 * these are 59 packages with all that they need, for a notebook that draws no plot as well.
 */
const packages = { plot: "npm:@observablehq/plot@^0.6.17", dom: "npm:linkedom@0.18.11" };

async function drawing(
  stretches: readonly Stretch[],
  faultsFound: readonly Fault[],
  words: string,
  { width = 640, height = 220 }: ThroughputOptions,
): Promise<string> {
  const [Plot, { parseHTML }]: [typeof PlotPackage, typeof DomPackage] = await Promise.all([
    import(packages.plot),
    import(packages.dom),
  ]);
  // Its types say that it gives a browser's own window, whose document Deno's types do not know.
  const { document } = parseHTML("<html></html>") as unknown as {
    document: NonNullable<PlotPackage.PlotOptions["document"]>;
  };
  const inMinutes = (stretches.at(-1)?.to ?? 0) > 300;
  const scaled = (seconds: number): number => inMinutes ? seconds / 60 : seconds;
  const figure = Plot.plot({
    document,
    width,
    height,
    marginTop: 44,
    marginLeft: 72,
    marginBottom: 44,
    ariaLabel: "Throughput",
    ariaDescription: words,
    x: {
      label: inMinutes ? "minutes since it began" : "seconds since it began",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 36,
    },
    // Its label would be where the title is.
    y: {
      label: null,
      tickFormat: (rate: number) => `${rate} MB/s`,
      grid: true,
      zero: true,
      nice: true,
    },
    marks: [
      Plot.rectY(stretches, {
        x1: ({ from }: Stretch) => scaled(from),
        x2: ({ to }: Stretch) => scaled(to),
        y: "rate",
        fill: ink.usual,
        inset: 0.5,
      }),
      Plot.ruleX(faultsFound, {
        x: ({ at }: Fault) => scaled(at),
        stroke: ink.failed,
        strokeWidth: 1.5,
        strokeDasharray: "4 3",
        title: "code",
      }),
      Plot.ruleY([0]),
    ],
  });
  figure.setAttribute("style", `max-width: 100%; color: ${ink.words}`);
  figure.setAttribute("font-family", typeface);
  figure.setAttribute("font-size", "11");
  figure.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  figure.insertAdjacentHTML(
    "afterbegin",
    paper(width, height) + inPicture(words, 8, 18, { bold: true }),
  );
  return figure.outerHTML.replaceAll("currentColor", ink.words);
}
