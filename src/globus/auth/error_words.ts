/** Globus Auth's own words in an error reply. */

import type { ErrorWords } from "../../http/client.ts";
import type { Reply } from "../../http/reply.ts";
import { requirementsIn } from "../requirements.ts";

/**
 * Reads an error of Globus Auth: `errors: [{code, detail, title, id}]`, OAuth's `error`, or both.
 *
 * @param reply The reply.
 */
export function errorWords(reply: Reply): ErrorWords {
  const login = reply.status === 401 ? { next: "the token is not (or no longer) valid" } : {};
  if (typeof reply.data !== "object" || reply.data === null) return login;
  const { errors, error, error_description } = reply.data as Record<string, unknown>;
  const first = Array.isArray(errors)
    ? errors[0] as Record<string, unknown> | undefined
    : undefined;
  const apiCode = text(first?.code) ?? text(error);
  const explanation = text(first?.detail) ?? text(first?.title) ?? text(error_description);
  const requestId = text(first?.id);
  const requirements = requirementsIn(reply.data);
  return {
    ...(apiCode === undefined ? {} : { apiCode }),
    ...(explanation === undefined ? {} : { explanation }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(requirements === undefined ? {} : { requirements }),
    ...login,
    ...nextAfter(text(error)),
  };
}

/** What OAuth's words mean here (RFC 6749 section 5.2). */
function nextAfter(error: string | undefined): { readonly next?: string } {
  switch (error) {
    case "invalid_grant":
      return {
        next: "the code or refresh token was used before, has expired, or is another app's; " +
          "log in again",
      };
    case "invalid_client":
      return { next: "check the client id and secret" };
    default:
      return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
