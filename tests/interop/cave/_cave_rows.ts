import { isApiError } from "../../../src/http/reply/errors.ts";
import type { Row } from "../comparison/_same_requests.ts";

/** A call of the script's, by the method's name, and what both are answered. */
export function row(
  name: string,
  args: readonly unknown[],
  ours: () => Promise<unknown>,
  expected: unknown,
  options: Readonly<Record<string, unknown>> = {},
): Row {
  return { name, theirs: ["call", { name, args, options }], ours, expected };
}

/** A call that reads by POST. */
export function reads(...call: Parameters<typeof row>): Row {
  return { ...row(...call), reads: true };
}

/** A call that the service refuses: only administrators may ask. */
export function refused(name: string, args: readonly unknown[], ours: () => Promise<unknown>): Row {
  return {
    name,
    theirs: ["refused", { name, args }],
    ours: () =>
      ours().catch((error: unknown) => {
        if (isApiError(error)) return { status: error.status };
        throw error;
      }),
    expected: { status: 403 },
  };
}

/** A call that has a verb of its own. */
export function own(
  name: string,
  theirs: Row["theirs"],
  ours: () => Promise<unknown>,
  expected: unknown,
): Row {
  return { name, theirs, ours, expected };
}

/** A call that keyferry does not have. */
export function theirsAlone(
  name: string,
  args: readonly unknown[],
  expected: unknown,
  options: Readonly<Record<string, unknown>> = {},
): Row {
  return { name, theirs: ["call", { name, args, options }], expected };
}
