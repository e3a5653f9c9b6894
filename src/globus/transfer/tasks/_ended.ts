/** Calls that ended with Globus Connect Server 4. */

import type { Client } from "../../../http/client.ts";

/** What the service answers to a call that it no longer has. */
const statuses = [400, 404, 405, 410, 501];

/**
 * A client whose errors say that a call is no more, since the service's own words do not.
 *
 * @param client The client.
 */
export function ended(client: Client): Client {
  return {
    ...client,
    errorWords: (reply) => {
      const words = client.errorWords(reply);
      if (!statuses.includes(reply.status) || words.apiCode === "EndpointNotFound") return words;
      return {
        ...words,
        step: {
          kind: "other",
          words:
            "activation and hosted servers ended with Globus Connect Server 4: leave this call out",
        },
      };
    },
  };
}
