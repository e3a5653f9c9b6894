import { AssertionError } from "./assertion_error.ts";
import { failed, plain, suffix } from "./_message.ts";

/** A constructor whose instances are errors. */
// deno-lint-ignore no-explicit-any
type ErrorClassOf<E extends Error> = abstract new (...args: any[]) => E;

/** Fails unless an error is of a class, and its message holds what is wanted. */
function demandError(error: Error, { ErrorClass, includes = "", msg }: Wanted): void {
  if (ErrorClass && !(error instanceof ErrorClass)) {
    const { name } = (error as Error).constructor;
    throw failed(
      `Expected error to be instance of "${ErrorClass.name}", but was "${name}"`,
      msg,
    );
  }
  if (plain(error.message).includes(plain(includes))) return;
  throw failed(
    `Expected error message to include ${JSON.stringify(includes)}, ` +
      `but got ${JSON.stringify(error.message)}`,
    msg,
  );
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
  const wanted = readArguments(classOrMsg, includesOrMsg, lastMsg);
  try {
    fn();
  } catch (error) {
    if (wanted.ErrorClass) {
      if (!(error instanceof Error)) throw failed("A non-Error object was thrown", wanted.msg);
      demandError(error, wanted);
    }
    return error;
  }
  throw failed("Expected function to throw", wanted.msg);
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
  const wanted = readArguments(classOrMsg, includesOrMsg, lastMsg);
  let promise: PromiseLike<unknown> | undefined;
  try {
    promise = fn();
  } catch {
    promise = undefined;
  }
  if (typeof promise?.then !== "function") {
    throw new AssertionError(`Function throws when expected to reject${suffix(wanted.msg)}`);
  }
  try {
    await promise;
  } catch (error) {
    if (wanted.ErrorClass) {
      if (!(error instanceof Error)) throw failed("A non-Error object was rejected", wanted.msg);
      demandError(error, wanted);
    }
    return error;
  }
  throw failed("Expected function to reject", wanted.msg);
}
