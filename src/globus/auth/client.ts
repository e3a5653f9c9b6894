/** A client for Globus Auth. */

import { bind, type Bound } from "../../http/bind.ts";
import {
  type Client,
  type ClientOptions,
  createClient,
  type ErrorWords,
} from "../../http/client.ts";
import type { Reply } from "../../http/reply.ts";
import * as verbs from "../../http/verbs.ts";
import * as userinfo from "./userinfo.ts";

/** A client for Globus Auth, with its operations as methods. */
export interface AuthClient extends Client, Bound<typeof userinfo>, Bound<typeof verbs> {}

/**
 * A client for Globus Auth.
 *
 * @param options Authorizer, base URL, retries, time-out.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer, authClient } from "@keyferry/keyferry/globus/auth";
 * import { assertEquals } from "@std/assert";
 *
 * const auth = authClient({ authorizer: accessTokenAuthorizer("made-up") });
 * assertEquals(auth.baseUrl, "https://auth.globus.org");
 * ```
 */
export function authClient(options: ClientOptions = {}): AuthClient {
  const facts = { service: "Globus Auth", baseUrl: "https://auth.globus.org", errorWords };
  return bind<typeof userinfo & typeof verbs>(createClient(facts, options), userinfo, verbs);
}

/** Auth answers with `errors: [{code, detail, title, id}]`, with OAuth's `error`, or with both. */
function errorWords(reply: Reply): ErrorWords {
  const login = reply.status === 401 ? { next: "the token is not (or no longer) valid" } : {};
  if (typeof reply.data !== "object" || reply.data === null) return login;
  const { errors, error, error_description } = reply.data as Record<string, unknown>;
  const first = Array.isArray(errors)
    ? errors[0] as Record<string, unknown> | undefined
    : undefined;
  const apiCode = text(first?.code) ?? text(error);
  const explanation = text(first?.detail) ?? text(first?.title) ?? text(error_description);
  const requestId = text(first?.id);
  return {
    ...(apiCode === undefined ? {} : { apiCode }),
    ...(explanation === undefined ? {} : { explanation }),
    ...(requestId === undefined ? {} : { requestId }),
    ...login,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
