/** What helps where the next tokens of the environment's session cannot be kept. */

import {
  FileError,
  type KeyferryError,
  PermissionNeededError,
} from "../../credentials/errors/errors.ts";
import type { RenewingAuthorizer } from "../../oauth/renewing_authorizer.ts";
import type { SessionRecord } from "./cache/session_record.ts";

/**
 * A problem with keeping a session, with the way to go on without: a container may have no folder to
 * write to. Nothing of it is done by itself, since a refresh token is good for one use.
 *
 * @param error The problem.
 */
export function adviseOn(error: unknown): unknown {
  if (!(error instanceof FileError) && !(error instanceof PermissionNeededError)) return error;
  const words =
    "or restore({ cache: false, onRefresh }) renews in memory alone; keep what onRefresh is " +
    "told, since a refresh token is good for one use";
  return new FileError(`Cannot keep the next Tapis token: ${error.message}`, {
    cause: error,
    step: { kind: "other", words },
  }) satisfies KeyferryError;
}

/**
 * An authorizer whose problems with files say so.
 *
 * @param inner The authorizer.
 */
export function withAdvice<A extends RenewingAuthorizer<SessionRecord>>(inner: A): A {
  const asked = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw adviseOn(error);
    }
  };
  return {
    ...inner,
    refresh: () => asked(() => inner.refresh()),
    apply: (headers: Headers) => asked(() => inner.apply(headers)),
    rejected: (response: Response, sent: Headers) => asked(() => inner.rejected(response, sent)),
  };
}
