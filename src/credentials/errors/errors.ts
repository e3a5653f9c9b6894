/** The root of keyferry's errors, and those that finding a credential can end in. */

import type { Report } from "../sources/report.ts";
import { forgetOwnFrames } from "../../kernel.ts";
import { allowStep, type Step, stepInWords, type StepWords } from "./step.ts";

/** Is on every error of keyferry's, whichever copy of the module made it. */
export const errorBrand: unique symbol = Symbol.for("@keyferry/keyferry/error");

/**
 * What an error is about; `error.kind` narrows to the class.
 *
 * @category Errors
 */
export type ErrorKind =
  | "credential"
  | "permission"
  | "file"
  | "network"
  | "api"
  | "authorization_required"
  | "login"
  | "place";

/**
 * A sentence; a function where steps stand inside it, in the words of where it is read.
 *
 * @category Errors
 */
export type Sentence = string | ((say: StepWords) => string);

/**
 * What an error knows beside its sentence.
 *
 * @category Errors
 */
export interface ErrorDetails extends ErrorOptions {
  /** What to do next. */
  readonly step?: Step | undefined;
}

/**
 * The root of every error that keyferry throws on purpose, wrong arguments aside (those are
 * `TypeError` and `RangeError`). Its `message` alone is enough to act on; its `step` is for programs.
 *
 * @example Tell keyferry's errors from others
 * ```ts
 * import { FileError, isKeyferryError } from "@keyferry/keyferry/credentials";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isKeyferryError(new FileError("Cannot read a.json")));
 * assertFalse(isKeyferryError(new Error("something else")));
 * ```
 *
 * @category Errors
 */
export abstract class KeyferryError extends Error {
  /** What the error is about. */
  abstract readonly kind: ErrorKind;
  /** What to do next, as a value; the message says it in the words of a script. */
  readonly step: Step | undefined;
  readonly #sentence: Sentence;

  /**
   * Makes the error.
   *
   * @param sentence What happened, without the next step unless it stands inside the sentence.
   * @param details `step` and `cause`, where there are any.
   */
  constructor(sentence: Sentence, details: ErrorDetails = {}) {
    const { step, ...options } = details;
    super(spoken(sentence, step, stepInWords), options);
    this.step = step;
    this.#sentence = sentence;
    forgetOwnFrames(this);
  }

  /**
   * The message with its steps in other words than a script's.
   *
   * @param say Says a step; an empty text leaves it out.
   */
  messageWith(say: StepWords): string {
    return spoken(this.#sentence, this.step, say);
  }
}

// On the prototype, so that no error shows it; and without a class, which another copy has not.
Object.defineProperty(KeyferryError.prototype, errorBrand, { value: true });

function spoken(sentence: Sentence, step: Step | undefined, say: StepWords): string {
  if (typeof sentence === "function") return sentence(say);
  const words = step === undefined ? "" : say(step);
  return words === "" ? sentence : `${sentence}; ${words}`;
}

/**
 * No usable credential was found, or the one found may not be used here.
 *
 * @example Every place that was checked is in the report
 * ```ts
 * import { chain, CredentialError, fromEnv, resolve } from "@keyferry/keyferry/credentials";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const tokens = chain("CAVE token", [fromEnv("CAVE_TOKEN", { env: {} })]);
 * const error = await assertRejects(() => resolve(tokens), CredentialError);
 * assertEquals(error.report.lines[0]?.state, "unset");
 * ```
 *
 * @category Errors
 */
export class CredentialError extends KeyferryError {
  /** The class by name. */
  override readonly name = "CredentialError";
  /** What the error is about. */
  readonly kind = "credential";
  /** Every source that was considered, and its state. */
  readonly report: Report;

  /**
   * Makes the error.
   *
   * @param sentence What happened.
   * @param report The sources and their states.
   * @param details `step` and `cause`, where there are any.
   */
  constructor(sentence: Sentence, report: Report, details?: ErrorDetails) {
    super(sentence, details);
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
 *
 * @category Errors
 */
export class PermissionNeededError extends KeyferryError {
  /** The class by name. */
  override readonly name = "PermissionNeededError";
  /** What the error is about. */
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
    const step = allowStep(flags);
    super((say) => `${what}: ${say(step)}`, { ...options, step });
    this.flags = flags;
  }
}

/**
 * What an error about a file knows beside its sentence.
 *
 * @category Errors
 */
export interface FileErrorDetails extends ErrorDetails {
  /** Why, in words that may follow the file's name. */
  readonly why?: string | undefined;
  /** Whether another process holds the file's lock. */
  readonly locked?: boolean | undefined;
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
 *
 * @category Errors
 */
export class FileError extends KeyferryError {
  /** The class by name. */
  override readonly name = "FileError";
  /** What the error is about. */
  readonly kind = "file";
  /** Why, in words that may follow the file's name; nothing where the message has no such part. */
  readonly why: string | undefined;
  /** Whether that is so only because another process holds the file's lock. */
  readonly locked: boolean;

  /**
   * Makes the error.
   *
   * @param sentence What happened, or what could not be done where `why` follows.
   * @param details `why`, `locked`, `step` and `cause`, where there are any.
   */
  constructor(sentence: string, details: FileErrorDetails = {}) {
    const { why, locked = false, ...others } = details;
    super(why === undefined ? sentence : `${sentence}: ${why}`, others);
    this.why = why;
    this.locked = locked;
  }
}
