import { diskProblemOf } from "../disk/disk_problem.ts";
import { PathError } from "../disk/paths.ts";
import type { TransferFault } from "../server/faults.ts";

/** A fault that a transfer meets, thrown where it is found. */
export class TransferProblem extends Error {
  /** The event code. */
  readonly code: string;
  /** Whether another attempt may go better. */
  readonly transient: boolean;
  /** Whether it is the destination's fault; skip_source_errors does not skip such. */
  readonly atDestination: boolean;

  /** Makes it from an event code and one sentence. */
  constructor(fault: TransferFault, options: ProblemOptions = {}) {
    super(fault.description, { cause: options.cause });
    this.name = "TransferProblem";
    this.code = fault.code;
    this.transient = options.transient ?? false;
    this.atDestination = options.atDestination ?? false;
  }
}

/** What is known of a problem beyond its code. */
export interface ProblemOptions {
  /** Whether another attempt may go better. @default {false} */
  transient?: boolean;
  /** Whether it is the destination's fault. @default {false} */
  atDestination?: boolean;
  /** The error behind it. */
  cause?: unknown;
}

const pathCodes = {
  invalid: "INVALID_PATH_NAME",
  outside: "PERMISSION_DENIED",
  denied: "PERMISSION_DENIED",
  "read-only": "PERMISSION_DENIED",
  missing: "FILE_NOT_FOUND",
  "not-a-folder": "NOT_A_DIRECTORY",
  "not-a-file": "IS_A_DIRECTORY",
  exists: "INTERNAL_ERROR",
} as const;

const diskCodes = { "name-too-long": "INVALID_PATH_NAME", "no-space": "NO_SPACE_LEFT" } as const;

function codeOf(error: unknown): string {
  if (error instanceof PathError) return pathCodes[error.problem];
  if (error instanceof Deno.errors.NotFound) return "FILE_NOT_FOUND";
  if (error instanceof Deno.errors.PermissionDenied) return "PERMISSION_DENIED";
  if (error instanceof Deno.errors.NotCapable) return "PERMISSION_DENIED";
  if (error instanceof Deno.errors.NotADirectory) return "NOT_A_DIRECTORY";
  if (error instanceof Deno.errors.IsADirectory) return "IS_A_DIRECTORY";
  const problem = diskProblemOf(error);
  return problem === undefined ? "INTERNAL_ERROR" : diskCodes[problem];
}

/** Any error of a file operation as a transfer's fault. */
export function asProblem(error: unknown, options: ProblemOptions = {}): TransferProblem {
  if (error instanceof TransferProblem) return error;
  const code = codeOf(error);
  const description = error instanceof PathError
    ? error.message
    : code.toLowerCase().replaceAll("_", " ");
  return new TransferProblem({ code, description }, { ...options, cause: error });
}

/** Runs what touches the destination, so that its errors are known as the destination's. */
export async function atDestination<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asProblem(error, { atDestination: true });
  }
}

/** Whether skip_source_errors skips a problem. */
export function isSkippable(problem: TransferProblem): boolean {
  if (problem.atDestination) return false;
  return problem.code === "FILE_NOT_FOUND" || problem.code === "PERMISSION_DENIED";
}
