/** Globus Auth's own words in an error reply. */

import type { Step } from "../../credentials/errors/step.ts";
import type { ErrorWords } from "../../http/client.ts";
import type { Reply } from "../../http/reply/reply.ts";
import { requirementsIn } from "../requirements.ts";
import { serviceWords } from "../service_words.ts";

const logInAgain: Step = {
  kind: "log in",
  platform: "Globus",
  again: true,
  because: "the token is not (or no longer) valid",
};

/**
 * Reads an error of Globus Auth: `errors: [{code, detail, title, id}]`, OAuth's `error`, or both.
 *
 * @param reply The reply.
 */
export function errorWords(reply: Reply): ErrorWords {
  const login = reply.status === 401 ? { step: logInAgain } : {};
  if (typeof reply.data !== "object" || reply.data === null) return login;
  const { error } = reply.data as Record<string, unknown>;
  const requirements = requirementsIn(reply.data);
  return {
    ...serviceWords(reply.data),
    ...(requirements === undefined ? { ...login, ...nextAfter(text(error)) } : { requirements }),
  };
}

/** What OAuth's words mean here (RFC 6749 section 5.2). */
function nextAfter(error: string | undefined): Pick<ErrorWords, "step" | "loginNeeded"> {
  switch (error) {
    case "invalid_grant":
      return {
        loginNeeded: true,
        step: {
          kind: "log in",
          because: "the code or refresh token was used before, has expired, or is another app's",
        },
      };
    case "invalid_client":
      // Whatever the status: no login of a person's makes an app known.
      return {
        loginNeeded: false,
        step: { kind: "other", words: "check the client's id and secret" },
      };
    default:
      return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
