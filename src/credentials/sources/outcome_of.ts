/** Asking a source, which may be a program's own. */

import { isArgumentError } from "../../argument_error.ts";
import { isRecord } from "../../options.ts";
import { isApiError, isKeyferryError, isNetworkError } from "../errors/error_guards.ts";
import type { NotFound, Outcome, Source, SourceState } from "./source.ts";

const states: Readonly<Record<SourceState, true>> = {
  used: true,
  unset: true,
  empty: true,
  incomplete: true,
  missing: true,
  keyless: true,
  "not permitted": true,
  expired: true,
  broken: true,
  locked: true,
  newer: true,
};

/**
 * What a source answers. One of a program's own may throw, or answer with what means nothing: it is
 * broken then, so that the report names it and no other is used in its place.
 *
 * @param source The source.
 */
export async function outcomeOf<T>(source: Source<T>): Promise<Outcome<T>> {
  try {
    const outcome = await source.load();
    return isOutcome(outcome) ? outcome : {
      state: "broken",
      detail: "answered with what is not an outcome",
      step: { kind: "other", words: "make its load() give { state, value } or { state, detail }" },
    };
  } catch (cause) {
    // What is wrong with an argument or with a file is said by the error itself.
    const isClear = isKeyferryError(cause) && !isApiError(cause) && !isNetworkError(cause);
    if (isClear || isArgumentError(cause)) throw cause;
    return threw(cause);
  }
}

/** The outcome of a source that threw. */
export function threw(cause: unknown): NotFound {
  return {
    state: "broken",
    detail: "threw an error when it was asked",
    step: { kind: "other", words: "see the error's cause" },
    cause,
  };
}

function isOutcome(outcome: unknown): boolean {
  if (!isRecord(outcome)) return false;
  const { state, value, detail } = outcome as Readonly<Record<string, unknown>>;
  if (typeof state !== "string" || !Object.hasOwn(states, state)) return false;
  return state === "used" ? value !== undefined : typeof detail === "string";
}
