/**
 * How large the tests are that kill and crowd: a size that takes seconds, or the one that a person asks
 * for by `KEYFERRY_TEST_ROUNDS` and `KEYFERRY_TEST_PROCESSES` (100 and 64 before a release).
 */
function sizeOf(name: string, usual: number): number {
  const text = Deno.env.get(name);
  if (text === undefined) return usual;
  const size = Number(text);
  if (Number.isInteger(size) && size > 0) return size;
  throw new RangeError(`${name} must be a whole number above 0: ${text}`);
}

/** How often a process is killed. */
export function killRounds(): number {
  return sizeOf("KEYFERRY_TEST_ROUNDS", 6);
}

/** How many processes want the same at once. */
export function crowdSize(): number {
  return sizeOf("KEYFERRY_TEST_PROCESSES", 8);
}
