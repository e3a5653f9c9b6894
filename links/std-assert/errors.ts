import { AssertionError } from "./assertion_error.ts";
import { failed, plain, suffix } from "./_message.ts";

/** A constructor whose instances are errors. */
// deno-lint-ignore no-explicit-any
type ErrorClassOf<E extends Error> = abstract new (...args: any[]) => E;

/** Asserts that `error` is an `Error`, of a class and with a message where those are given. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: ErrorClassOf<E>,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) throw failed(`Expected "error" to be an Error object`, msg);
  if (ErrorClass && !(error instanceof ErrorClass)) {
    const { name } = error.constructor;
    throw failed(
      `Expected error to be instance of "${ErrorClass.name}", but was "${name}"`,
      msg,
    );
  }
  if (!msgMatches) return;
  const text = plain(error.message);
  const matches = typeof msgMatches === "string"
    ? text.includes(plain(msgMatches))
    : msgMatches.test(text);
  if (!matches) {
    const wanted = typeof msgMatches === "string" ? JSON.stringify(msgMatches) : `${msgMatches}`;
    throw failed(
      `Expected error message to include ${wanted}, but got ${JSON.stringify(error.message)}`,
      msg,
    );
  }
}

interface Wanted {
  ErrorClass?: ErrorClassOf<Error> | undefined;
  includes?: string | undefined;
  msg?: string | undefined;
}

function readArguments(
  first: ErrorClassOf<Error> | string | undefined,
  second: string | undefined,
  third: string | undefined,
): Wanted {
  if (typeof first === "string") return { msg: first };
  if (
    first === undefined || first.prototype === Error.prototype ||
    first.prototype instanceof Error
  ) {
    return { ErrorClass: first, includes: second, msg: third };
  }
  return { msg: second };
}

/** Asserts that `fn` throws, and returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Asserts that `fn` throws an error of a class, and returns it. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClassOf<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  classOrMsg?: ErrorClassOf<Error> | string,
  includesOrMsg?: string,
  lastMsg?: string,
): unknown {
  const { ErrorClass, includes, msg } = readArguments(classOrMsg, includesOrMsg, lastMsg);
  try {
    fn();
  } catch (error) {
    if (ErrorClass && !(error instanceof Error)) {
      throw failed("A non-Error object was thrown", msg);
    }
    if (ErrorClass) assertIsError(error, ErrorClass, includes, msg);
    return error;
  }
  throw failed("Expected function to throw", msg);
}

/** Asserts that the promise of `fn` is rejected, and returns the reason. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Asserts that the promise of `fn` is rejected with an error of a class, and returns it. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClassOf<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorClassOf<Error> | string,
  includesOrMsg?: string,
  lastMsg?: string,
): Promise<unknown> {
  const { ErrorClass, includes, msg } = readArguments(classOrMsg, includesOrMsg, lastMsg);
  let promise: PromiseLike<unknown> | undefined;
  try {
    promise = fn();
  } catch {
    promise = undefined;
  }
  if (typeof promise?.then !== "function") {
    throw new AssertionError(`Function throws when expected to reject${suffix(msg)}`);
  }
  try {
    await promise;
  } catch (error) {
    if (ErrorClass && !(error instanceof Error)) {
      throw failed("A non-Error object was rejected", msg);
    }
    if (ErrorClass) assertIsError(error, ErrorClass, includes, msg);
    return error;
  }
  throw failed("Expected function to reject", msg);
}
