import { isApiError } from "../../../src/http/reply/errors.ts";
import type { Call } from "../comparison/_python.ts";
import type { Row } from "../comparison/_same_requests.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A call by the operation's name, and what both are answered. */
export function row(
  name: string,
  options: Fields,
  ours: () => Promise<unknown>,
  expected: unknown,
  { keep, told }: {
    readonly keep?: string;
    readonly told?: (answer: unknown) => unknown;
  } = {},
): Row {
  const theirs: Call = ["call", { name, options, ...(keep === undefined ? {} : { keep }) }];
  return { name, theirs, ours, expected, ...(told === undefined ? {} : { told }) };
}

/** A call whose answer is that it was done, with a message; keyferry gives nothing then. */
export function done(
  name: string,
  options: Fields,
  ours: () => Promise<unknown>,
  message: string | RegExp,
): Row {
  return {
    ...row(name, options, ours, null, { told: (answer) => answer ?? null }),
    answersDiffer: "keyferry gives nothing",
    theirExpected: { status: "success", message },
  };
}

/** A call that has a verb of its own. */
export function own(
  name: string,
  theirs: Call,
  ours: () => Promise<unknown>,
  expected: unknown,
): Row {
  return { name, theirs, ours, expected };
}

/** A call that the service refuses with a status. */
export function refused(
  name: string,
  options: Fields,
  ours: () => Promise<unknown>,
  expected: unknown,
): Row {
  return {
    name,
    theirs: ["refused", { name, options }],
    ours: () => ours().catch((error: unknown) => isApiError(error) ? error.status : String(error)),
    expected,
  };
}
