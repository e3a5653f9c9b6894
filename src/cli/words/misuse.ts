/** The words on the command line make no sense together: exit code 2. */
export class MisuseError extends Error {
  override readonly name = "MisuseError";
  /** A command that helps, by its words. */
  readonly next: readonly string[] | undefined;
  /** The option of the call that was wrong: the command that helps goes without it. */
  readonly wrong: string | undefined;

  /**
   * Makes the error.
   *
   * @param message What makes no sense.
   * @param options `cause`; `next`: a command that helps, by its words without `keyferry`; `wrong`:
   * the option that it goes without.
   */
  constructor(
    message: string,
    options: ErrorOptions & { readonly next?: readonly string[]; readonly wrong?: string } = {},
  ) {
    super(message, options);
    this.next = options.next;
    this.wrong = options.wrong;
  }
}

/**
 * Refuses a number that counts nothing.
 *
 * @param name The option.
 * @param value The number.
 * @throws {MisuseError} When it is not a whole number of at least 1.
 */
export function demandCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new MisuseError(`${name} must be a whole number of at least 1: it is ${value}`);
}
