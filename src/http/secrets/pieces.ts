/** Pieces of secrets that are sought: what is cut short, or comes from the middle, gives away most of one. */

/** How many characters of a secret are too many. */
export const pieceLength = 12;

/** Pieces by their length: of a longer secret all of {@linkcode pieceLength}, a shorter one whole. */
export type Pieces = ReadonlyMap<number, ReadonlySet<string>>;

/**
 * The pieces of secrets, in lower case.
 *
 * @param secrets The secrets.
 * @param least Shorter ones are left out.
 */
export function piecesOf(secrets: Iterable<string>, least: number): Pieces {
  const pieces = new Map<number, Set<string>>();
  for (const secret of secrets) {
    const length = Math.min(secret.length, pieceLength);
    if (length < least) continue;
    const known = pieces.get(length) ?? new Set();
    const text = lower(secret);
    for (let at = 0; at + length <= text.length; at++) known.add(text.slice(at, at + length));
    pieces.set(length, known);
  }
  return pieces;
}

/**
 * Where pieces are in a text.
 *
 * @param text The text.
 * @param pieces The pieces.
 */
export function* findPieces(text: string, pieces: Pieces): Generator<[begin: number, end: number]> {
  const looked = lower(text);
  for (const [length, known] of pieces) {
    let begun: number | undefined;
    for (let at = 0; at + length <= looked.length + 1; at++) {
      const isPiece = at + length <= looked.length && known.has(looked.slice(at, at + length));
      if (isPiece) begun ??= at;
      else if (begun !== undefined) {
        yield [begun, at - 1 + length];
        begun = undefined;
      }
    }
  }
}

/** Unit for unit: the lower case of some letters is longer. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
