/** How many looks at a memory make one figure of it. */
const looks = 5;

/** What became of a process's memory. */
export interface Growth {
  /** The middle of each five looks, in their order. */
  readonly medians: readonly number[];
  /** By how much the highest of them lies above the first, as a share of it. */
  readonly share: number;
}

/**
 * By how much a memory grew, wherever in the time it did.
 *
 * @param sizes Its sizes at even intervals, at least ten; what is left over at the end is not used.
 * @throws {RangeError} When there are too few to compare.
 */
export function growthOf(sizes: readonly number[]): Growth {
  const medians = Array.from({ length: Math.floor(sizes.length / looks) }, (_, index) => {
    return median(sizes.slice(index * looks, (index + 1) * looks));
  });
  const [first = NaN, ...later] = medians;
  if (later.length === 0) throw new RangeError(`${sizes.length} looks are too few to compare`);
  return { medians, share: Math.max(...later) / first - 1 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
