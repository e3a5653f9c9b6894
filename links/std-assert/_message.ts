import { AssertionError } from "./assertion_error.ts";

/** The end of a message: what the caller said, or a full stop. */
export function suffix(msg: string | undefined): string {
  return msg ? `: ${msg}` : ".";
}

/** A value as text, whole. */
export function format(value: unknown): string {
  return Deno.inspect(value, {
    depth: Infinity,
    sorted: true,
    trailingComma: true,
    compact: false,
    iterableLimit: Infinity,
    getters: true,
    strAbbreviateSize: Infinity,
  });
}

/** Text without ANSI colour. */
export function plain(value: string): string {
  // deno-lint-ignore no-control-regex
  return value.replace(/\x1b\[[\d;]*m/g, "");
}

function paint(text: string, code: number): string {
  return Deno.noColor ? text : `\x1b[${code}m${text}\x1b[39m`;
}

/** Lines common to both ends stay out of the table, which is quadratic in what is left. */
function diffLines(actual: string[], expected: string[]): string[] {
  const width = expected.length + 1;
  const lengths = new Uint32Array((actual.length + 1) * width);
  for (let i = actual.length - 1; i >= 0; i--) {
    for (let j = expected.length - 1; j >= 0; j--) {
      lengths[i * width + j] = actual[i] === expected[j]
        ? lengths[(i + 1) * width + j + 1]! + 1
        : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const out: string[] = [];
  let i = 0;
  let j = 0;
  while (i < actual.length || j < expected.length) {
    if (i < actual.length && j < expected.length && actual[i] === expected[j]) {
      out.push(`    ${actual[i++]}`);
      j++;
    } else if (
      j >= expected.length ||
      (i < actual.length && lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)
    ) {
      out.push(paint(`-   ${actual[i++]}`, 31));
    } else {
      out.push(paint(`+   ${expected[j++]}`, 32));
    }
  }
  return out;
}

const MOST_CELLS = 4_000_000;

/** The lines that tell two values apart, under the heading that std gives them. */
export function difference(actual: unknown, expected: unknown): string {
  const texts = [actual, expected].map((value) =>
    typeof value === "string" ? value : format(value)
  );
  const left = texts[0]!.split("\n");
  const right = texts[1]!.split("\n");
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head++;
  let tail = 0;
  while (
    tail < left.length - head && tail < right.length - head &&
    left[left.length - 1 - tail] === right[right.length - 1 - tail]
  ) tail++;
  const cutLeft = left.slice(head, left.length - tail);
  const cutRight = right.slice(head, right.length - tail);
  const middle = cutLeft.length * cutRight.length > MOST_CELLS
    ? [...diffLines(cutLeft, []), ...diffLines([], cutRight)]
    : diffLines(cutLeft, cutRight);
  const lines = [
    ...left.slice(0, head).map((line) => `    ${line}`),
    ...middle,
    ...left.slice(left.length - tail).map((line) => `    ${line}`),
  ];
  return `\n\n    [Diff] ${paint("Actual", 31)} / ${paint("Expected", 32)}\n\n\n${
    lines.join("\n")
  }\n`;
}

/** An assertion error, its message ended as std ends it. */
export function failed(message: string, msg: string | undefined): AssertionError {
  return new AssertionError(`${message}${suffix(msg)}`);
}
