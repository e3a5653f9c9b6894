/** The words of Transfer's and of a collection's error replies. */

import type { Step } from "../../../credentials/errors/step.ts";
import type { ErrorWords } from "../../../http/client.ts";
import type { Reply } from "../../../http/reply/reply.ts";
import { requirementsIn } from "../../requirements.ts";
import { serviceWords } from "../../service_words.ts";

const logInAgain: Step = { kind: "log in", platform: "Globus", again: true };

/**
 * Transfer, and a collection over HTTPS, answer with `{code, message, request_id}` or as JSON:API does,
 * and with what they want the person to do first.
 *
 * @param reply The error reply.
 */
export function errorWords(reply: Reply): ErrorWords {
  const login = reply.status === 401 ? { step: logInAgain } : {};
  if (typeof reply.data !== "object" || reply.data === null) return login;
  const requirements = requirementsIn(reply.data);
  return {
    ...serviceWords(reply.data),
    ...(requirements === undefined ? login : { requirements }),
  };
}
