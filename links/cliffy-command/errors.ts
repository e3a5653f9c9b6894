import type { Command } from "./command.ts";

/** The words on the command line do not fit the command. */
export class ValidationError extends Error {
  /** The command that refused. */
  cmd?: Command;
}

/** `name` as it is typed: one dash for a letter, two for a word. */
export function flagOf(name: string): string {
  return name.startsWith("-") ? name : name.length > 1 ? `--${name}` : `-${name}`;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change));
    }
    row = next;
  }
  return row[b.length]!;
}

/** A question naming the closest of `names`, or `""` if there are none. */
export function didYouMean(what: string, given: string, names: string[]): string {
  let best: string | undefined;
  let least = Infinity;
  for (const name of names) {
    const far = distance(given.toLowerCase(), name.toLowerCase());
    if (far < least) [best, least] = [name, far];
  }
  return best === undefined ? "" : ` Did you mean ${what} "${best}"?`;
}
