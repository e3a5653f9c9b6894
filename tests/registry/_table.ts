import type { Outsider, Ran, RunOptions } from "./_outsider.ts";

interface Row {
  readonly what: string;
  readonly cold: Ran;
  readonly warm: Ran;
}

const rows: Row[] = [];

/**
 * Runs a program twice, and keeps what it cost for the table: the first time Deno may have to fetch
 * and compile, the second time it has what it needs.
 *
 * @returns What it did the first time.
 */
export async function measured(
  what: string,
  user: Outsider,
  words: readonly string[],
  options: RunOptions,
): Promise<Ran> {
  const cold = await user.run(words, options);
  const warm = await user.run(words, options);
  rows.push({ what, cold, warm });
  return cold;
}

/** The table of everything that was measured. */
export function table(): string {
  const head = ["", "cold", "requests", "KiB", "warm", "requests"];
  const body = rows.map(({ what, cold, warm }) => [
    what,
    `${cold.seconds.toFixed(2)} s`,
    `${cold.requests}`,
    `${Math.round(cold.bytes / 1024)}`,
    `${warm.seconds.toFixed(2)} s`,
    `${warm.requests}`,
  ]);
  const lines = [head, ...body];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)
    ).join("  ")
  ).join("\n");
}
