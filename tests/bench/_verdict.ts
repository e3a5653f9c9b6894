import type { Cost } from "./_cost.ts";

/** What a piece of work may cost. */
export interface Budget {
  /** So many times the processor's time of the floor. */
  readonly ratio: number;
  /** So much memory, in MiB. */
  readonly mebibytes?: number | undefined;
  /** Where it is missed: what is reached instead, and why. */
  readonly missed?: Missed | undefined;
}

/** A budget that is missed: what was reached must not be lost either. */
export interface Missed {
  /** The ratio that was reached, where that is what is missed. */
  readonly ratio?: number | undefined;
  /** The memory, in MiB, where that is what is missed. */
  readonly mebibytes?: number | undefined;
  /** What it is made of. */
  readonly why: string;
}

/** What was found. */
export interface Verdict {
  /** The median of the processor's time over that of the floor in the same round. */
  readonly ratio: number;
  /** The median time of the processor, in milliseconds. */
  readonly cpuMs: number;
  /** By how much that is more than the floor's, in milliseconds. */
  readonly overMs: number;
  /** The median of the most memory, in MiB. */
  readonly mebibytes: number | undefined;
  /** `lost` is what was reached before, the budget or less than that, and is missed by more than a tenth. */
  readonly state: "met" | "missed" | "lost";
}

/** More than this over its budget is no noise, as a share of it. */
const tolerance = 0.1;

/**
 * Whether a piece of work keeps to its budget. Each round is compared with the floor of the same round, and the
 * median of these counts: a round in which the machine was busy elsewhere is one of many.
 *
 * @param ours What it cost in each round.
 * @param floor What the least that does the same cost in each round.
 * @param budget What it may cost.
 * @throws {RangeError} When there is no round to compare.
 */
export function verdict(ours: readonly Cost[], floor: readonly Cost[], budget: Budget): Verdict {
  if (ours.length === 0 || ours.length !== floor.length) {
    throw new RangeError(
      `${ours.length} rounds and ${floor.length} of the floor cannot be compared`,
    );
  }
  const ratio = median(ours.map(({ cpuMs }, round) => cpuMs / (floor[round]?.cpuMs ?? NaN)));
  const peaks = ours.flatMap(({ mebibytes }) => mebibytes ?? []);
  const mebibytes = peaks.length === 0 ? undefined : median(peaks);
  const excess = ({ ratio: most, mebibytes: memory }: Omit<Missed, "why">): number => {
    return Math.max(ratio / (most ?? budget.ratio), (mebibytes ?? 0) / (memory ?? Infinity));
  };
  const isLost = excess({ mebibytes: budget.mebibytes, ...budget.missed }) > 1 + tolerance;
  return {
    ratio,
    mebibytes,
    cpuMs: median(ours.map(({ cpuMs }) => cpuMs)),
    overMs: median(ours.map(({ cpuMs }, round) => cpuMs - (floor[round]?.cpuMs ?? NaN))),
    // NaN is no budget that is met.
    state: isLost ? "lost" : excess({ mebibytes: budget.mebibytes }) <= 1 ? "met" : "missed",
  };
}

/** The middle one of values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
