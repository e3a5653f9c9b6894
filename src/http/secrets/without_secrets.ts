import { findPieces, type Pieces } from "./pieces.ts";
import { unescaped } from "./unescaped.ts";
import { numbered, squeezed } from "./views.ts";

/** What is cut out of a text. */
export interface Sought {
  /** Whole secrets, as global patterns. */
  readonly whole: readonly RegExp[];
  /** Pieces of secrets. */
  readonly pieces: Pieces;
  /** Pieces of secrets without what {@linkcode squeezed} leaves out. */
  readonly broken: Pieces;
  /** Pieces of secrets as one character for each byte. */
  readonly bytes: Pieces;
}

const replacement = "[hidden]";

/** As often as a text may be escaped over again and still be seen through. */
export const mostLayers = 4;

type Span = [begin: number, end: number];

/** Where anything that is sought is, in the text as it is or under its escapes. */
function spansOf(text: string, { whole, pieces, broken, bytes }: Sought): Span[] {
  const spans: Span[] = [];
  let layer = text;
  // Where each unit of the layer, and its end, is in the text.
  let origin: readonly number[] | undefined;
  const placeOf = (at: number): number => origin === undefined ? at : origin[at] ?? text.length;
  for (let depth = 0; depth <= mostLayers; depth++) {
    for (const pattern of whole) {
      for (const { index, 0: found } of layer.matchAll(pattern)) {
        spans.push([placeOf(index), placeOf(index + found.length)]);
      }
    }
    for (const [begin, end] of findPieces(layer, pieces)) {
      spans.push([placeOf(begin), placeOf(end)]);
    }
    for (const [view, known] of [[squeezed(layer), broken], [numbered(layer), bytes]] as const) {
      const { begins, ends } = view;
      for (const [begin, end] of findPieces(view.text, known)) {
        spans.push([placeOf(begins[begin] ?? 0), placeOf(ends[end - 1] ?? 0)]);
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
 * A text without what is sought: spelled as it is, in pieces, or escaped up to four times over.
 *
 * @param text The text.
 * @param sought What is cut.
 * @param end Where to stop in the text; what begins before is cut whole.
 */
export function withoutSecrets(
  text: string,
  sought: Sought,
  end: number = text.length,
): string {
  const parts: string[] = [];
  let at = 0;
  for (const [begin, after] of sought.whole.length === 0 ? [] : spansOf(text, sought)) {
    if (begin >= end) break;
    if (begin >= at) parts.push(text.slice(at, begin), replacement);
    at = Math.max(at, after);
  }
  return parts.join("") + text.slice(at, end);
}
