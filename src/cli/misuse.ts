/** The words on the command line make no sense together: exit code 2. */
export class MisuseError extends Error {
  override readonly name = "MisuseError";
}

/**
 * Refuses a number that counts nothing.
 *
 * @param name The option.
 * @param value The number.
 * @throws {MisuseError} When it is no whole number of at least 1.
 */
export function demandCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new MisuseError(`${name} must be a whole number of at least 1: it is ${value}`);
}
