import { assertEquals } from "@std/assert";

/**
 * Asserts that two lists have the same names, each once, and shows those alone that one of them lacks.
 *
 * @param found The names.
 * @param wanted Those that there should be.
 * @param where The file in which they are written down, for who forgot that.
 */
export function assertSameNames(
  found: readonly string[],
  wanted: readonly string[],
  where: string,
): void {
  const missing = wanted.filter((name) => !found.includes(name));
  const unexpected = found.filter((name, index) => {
    return !wanted.includes(name) || found.indexOf(name) !== index;
  });
  assertEquals({ missing, unexpected }, { missing: [], unexpected: [] }, `see ${where}`);
}
