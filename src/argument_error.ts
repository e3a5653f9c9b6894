/** What is thrown for an argument: told from the engine's own errors, which are about no argument. */

import { forgetOwnFrames } from "./kernel.ts";

/** Is on each of them, whichever copy of the module made it. */
const argumentBrand: unique symbol = Symbol.for("@keyferry/keyferry/argument");

/** An argument of a wrong type, or a text that is not what it should be: a `TypeError` to callers. */
export class ArgumentTypeError extends TypeError {
  declare private readonly [argumentBrand]: true;

  /**
   * Makes the error.
   *
   * @param message Which argument, and what it may be.
   * @param options `cause`, where there is one.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    forgetOwnFrames(this);
  }
}

/** An argument beyond what is possible: a `RangeError` to callers. */
export class ArgumentRangeError extends RangeError {
  declare private readonly [argumentBrand]: true;

  /**
   * Makes the error.
   *
   * @param message Which argument, and what it may be.
   * @param options `cause`, where there is one.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    forgetOwnFrames(this);
  }
}

// On the prototype, so that no error shows it.
for (const { prototype } of [ArgumentTypeError, ArgumentRangeError]) {
  Object.defineProperty(prototype, argumentBrand, { value: true });
}

/**
 * Tells whether an error is about what the caller gave. The engine's own `TypeError` is not: it
 * comes from a mistake in the code, or from `fetch`.
 *
 * @param error What was caught.
 */
export function isArgumentError(error: unknown): error is ArgumentTypeError | ArgumentRangeError {
  return error instanceof Error && argumentBrand in error;
}
