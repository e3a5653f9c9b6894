import { unescaped } from "./unescaped.ts";

const replacement = "[hidden]";

/** As often as a text may be escaped over again and still be seen through. */
export const mostLayers = 4;

type Span = [begin: number, end: number];

/** Where anything that is sought is, in the text as it is or under its escapes. */
function spansOf(text: string, sought: readonly RegExp[]): Span[] {
  const spans: Span[] = [];
  let layer = text;
  // Where each unit of the layer, and its end, is in the text.
  let origin: readonly number[] | undefined;
  const placeOf = (at: number): number => origin === undefined ? at : origin[at] ?? text.length;
  for (let depth = 0; depth <= mostLayers; depth++) {
    for (const pattern of sought) {
      for (const { index, 0: found } of layer.matchAll(pattern)) {
        spans.push([placeOf(index), placeOf(index + found.length)]);
      }
    }
    const next = unescaped(layer);
    if (next.text === layer) break;
    layer = next.text;
    origin = next.places.map(placeOf);
  }
  return spans.sort(([a], [b]) => a - b);
}

/**
 * A text without what is sought: spelled as it is, or escaped up to four times over.
 *
 * @param text The text.
 * @param sought What is cut, as global patterns.
 * @param end Where to stop in the text; what begins before is cut whole.
 */
export function withoutSecrets(
  text: string,
  sought: readonly RegExp[],
  end: number = text.length,
): string {
  const parts: string[] = [];
  let at = 0;
  for (const [begin, after] of sought.length === 0 ? [] : spansOf(text, sought)) {
    if (begin >= end) break;
    if (begin >= at) parts.push(text.slice(at, begin), replacement);
    at = Math.max(at, after);
  }
  return parts.join("") + text.slice(at, end);
}
