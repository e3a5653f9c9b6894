/** The words of Transfer's and of a collection's error replies. */

import type { Step } from "../../credentials/step.ts";
import type { ErrorWords } from "../../http/client.ts";
import type { Reply } from "../../http/reply.ts";
import { requirementsIn } from "../requirements.ts";

const logInAgain: Step = { kind: "log in", platform: "Globus", again: true };

/**
 * Transfer, and a collection over HTTPS, answer with `{code, message, request_id}`, and with what they
 * want the person to do first.
 *
 * @param reply The error reply.
 */
export function errorWords(reply: Reply): ErrorWords {
  const login = reply.status === 401 ? { step: logInAgain } : {};
  if (typeof reply.data !== "object" || reply.data === null) return login;
  const { code, message, request_id } = reply.data as Record<string, unknown>;
  const requirements = requirementsIn(reply.data);
  return {
    ...(typeof code === "string" ? { apiCode: code } : {}),
    ...(typeof message === "string" ? { explanation: message } : {}),
    ...(typeof request_id === "string" ? { requestId: request_id } : {}),
    ...(requirements === undefined ? login : { requirements }),
  };
}
