/** Misspelled names. */

/**
 * The name that was probably meant by a misspelled one, if any is near.
 *
 * @param typed What was typed.
 * @param names The names there are.
 */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const [best] = names.map((name) => ({ name, far: distance(bare(typed), bare(name)) }))
    .sort((a, b) => a.far - b.far);
  // One letter in three may be wrong: of a single one nobody knows what it was to be.
  return best !== undefined && best.far * 3 <= bare(typed).length + 1 ? best.name : undefined;
}

function bare(name: string): string {
  return name.replace(/^-+/, "").toLowerCase();
}

/** How many letters were left out, put in, mistaken or swapped with the next. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i]?.push(Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (same ? 0 : 1),
        swapped ? at(i - 2, j - 2) + 1 : Infinity,
      ));
    }
  }
  return at(a.length, b.length);
}
