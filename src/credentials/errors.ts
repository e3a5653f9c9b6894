/** The root of keyferry's errors, and those that finding a credential can end in. */

import type { Report } from "./report.ts";

/** What an error is about; `error.kind` narrows to the class. */
export type ErrorKind =
  | "credential"
  | "permission"
  | "file"
  | "network"
  | "api"
  | "authorization_required"
  | "login";

/**
 * The root of every error that keyferry throws on purpose, wrong arguments aside (those are
 * `TypeError` and `RangeError`). Its `message` alone is enough to act on.
 *
 * @example Tell keyferry's errors from others
 * ```ts
 * import { FileError, isKeyferryError } from "@keyferry/keyferry/credentials";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isKeyferryError(new FileError("Cannot read a.json")));
 * assertFalse(isKeyferryError(new Error("something else")));
 * ```
 */
export abstract class KeyferryError extends Error {
  /** What the error is about. */
  abstract readonly kind: ErrorKind;
}

/**
 * No usable credential was found, or the one found may not be used here.
 *
 * @example Every place that was looked at is in the report
 * ```ts
 * import { chain, CredentialError, fromEnv, resolve } from "@keyferry/keyferry/credentials";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const tokens = chain("CAVE token", [fromEnv("CAVE_TOKEN", { env: {} })]);
 * const error = await assertRejects(() => resolve(tokens), CredentialError);
 * assertEquals(error.report.lines[0]?.state, "unset");
 * ```
 */
export class CredentialError extends KeyferryError {
  override readonly name = "CredentialError";
  readonly kind = "credential";
  /** Every source that was considered, and its state. */
  readonly report: Report;

  /**
   * Makes the error.
   *
   * @param message One sentence, enough on its own.
   * @param report The sources and their states.
   * @param options `cause`, where there is one.
   */
  constructor(message: string, report: Report, options?: ErrorOptions) {
    super(message, options);
    this.report = report;
  }
}

/**
 * A Deno permission is missing, and the answer might depend on it.
 *
 * @example The flags to add are in the error
 * ```ts
 * import { PermissionNeededError } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new PermissionNeededError("Cannot look at CAVE_TOKEN", ["--allow-env=CAVE_TOKEN"]);
 * assertEquals(error.message, "Cannot look at CAVE_TOKEN: add --allow-env=CAVE_TOKEN");
 * ```
 */
export class PermissionNeededError extends KeyferryError {
  override readonly name = "PermissionNeededError";
  readonly kind = "permission";
  /** The exact flags to add to `deno run`. */
  readonly flags: readonly string[];

  /**
   * Makes the error.
   *
   * @param what What could not be done.
   * @param flags The exact flags to add.
   * @param options `cause`, where there is one.
   */
  constructor(what: string, flags: readonly string[], options?: ErrorOptions) {
    super(`${what}: add ${flags.join(" ")}`, options);
    this.flags = flags;
  }
}

/**
 * A file could not be read or written as asked; it was left as it was.
 *
 * @example The message names the file
 * ```ts
 * import { FileError } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new FileError("Cannot write /tmp/a.json: it holds no JSON object");
 * assertEquals(error.kind, "file");
 * ```
 */
export class FileError extends KeyferryError {
  override readonly name = "FileError";
  readonly kind = "file";
}

/**
 * Whether a thrown value is one of keyferry's errors, also where two copies of the module are loaded.
 *
 * @param error What was caught.
 *
 * @example
 * ```ts
 * import { isKeyferryError } from "@keyferry/keyferry/credentials";
 * import { assertFalse } from "@std/assert";
 *
 * assertFalse(isKeyferryError("a text"));
 * ```
 */
export function isKeyferryError(error: unknown): error is KeyferryError {
  return error instanceof Error && typeof (error as Partial<KeyferryError>).kind === "string" &&
    error.name !== "Error";
}
