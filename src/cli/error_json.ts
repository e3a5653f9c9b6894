/** An error as a document. */

import { isKeyferryError } from "../credentials/errors/error_guards.ts";
import { isApiError } from "../http/reply/errors.ts";
import type { CallOptions } from "./words/command_text.ts";
import { blame, exitCodeOf, nextOf, wordsOf } from "./exit_code.ts";

/** What a command prints with `--json` when it fails. */
export interface ErrorJson {
  /** What went wrong. */
  readonly error: {
    /** The words that standard error has, too. */
    readonly message: string;
    /** What it is about, such as `credential` or `api`; `misuse` of the command, or `other`. */
    readonly kind: string;
    /** The exit code. */
    readonly exitCode: number;
    /** The command that helps. */
    readonly next?: string;
    /** The service that answered. */
    readonly service?: string;
    /** The HTTP status of its answer. */
    readonly status?: number;
    /** Its code for the error. */
    readonly code?: string;
    /** Its id of the request. */
    readonly requestId?: string;
  };
}

/**
 * An error as a document, without a secret.
 *
 * @param error What was caught.
 * @param call The options of the call.
 */
export function errorJson(error: unknown, call: CallOptions): ErrorJson {
  const exitCode = exitCodeOf(error);
  const next = nextOf(error, call);
  return {
    error: {
      message: wordsOf(error, call) + blame(error),
      kind: isKeyferryError(error) ? error.kind : exitCode === 2 ? "misuse" : "other",
      exitCode,
      ...next === undefined ? {} : { next },
      ...isApiError(error) ? answerOf(error) : {},
    },
  };
}

function answerOf(
  { service, status, apiCode, requestId }: {
    readonly service: string;
    readonly status: number;
    readonly apiCode: string | undefined;
    readonly requestId: string | undefined;
  },
): object {
  return {
    service,
    status,
    ...apiCode === undefined ? {} : { code: apiCode },
    ...requestId === undefined ? {} : { requestId },
  };
}
