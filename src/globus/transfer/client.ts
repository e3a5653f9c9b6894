/** A client for Globus Transfer. */

import { bind, type Bound } from "../../http/bind.ts";
import {
  type Client,
  type ClientOptions,
  createClient,
  type ErrorWords,
} from "../../http/client.ts";
import type { Reply } from "../../http/reply.ts";
import * as verbs from "../../http/verbs.ts";
import { requirementsIn } from "../requirements.ts";
import * as endpoints from "./endpoints.ts";
import * as operations from "./operations.ts";
import * as submit from "./submit.ts";
import * as tasks from "./tasks.ts";

/** A client for Globus Transfer, with its operations as methods. */
export interface TransferClient
  extends
    Client,
    Bound<typeof endpoints>,
    Bound<typeof operations>,
    Bound<typeof submit>,
    Bound<typeof tasks>,
    Bound<typeof verbs> {}

/**
 * A client for Globus Transfer.
 *
 * @param options Authorizer, base URL, retries, time-out.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { assertEquals } from "@std/assert";
 *
 * const transfer = transferClient({ authorizer: accessTokenAuthorizer("made-up") });
 * assertEquals(transfer.baseUrl, "https://transfer.api.globus.org");
 * ```
 */
export function transferClient(options: ClientOptions = {}): TransferClient {
  const client = createClient({
    service: "Globus Transfer",
    baseUrl: "https://transfer.api.globus.org",
    errorWords,
    isFinal,
  }, options);
  return bind<
    & typeof endpoints
    & typeof operations
    & typeof submit
    & typeof tasks
    & typeof verbs
  >(client, endpoints, operations, submit, tasks, verbs);
}

/** Transfer answers with `{code, message, request_id}`, and with what it wants the person to do first. */
function errorWords(reply: Reply): ErrorWords {
  const login = reply.status === 401 ? { next: "log in to Globus again" } : {};
  if (typeof reply.data !== "object" || reply.data === null) return login;
  const { code, message, request_id } = reply.data as Record<string, unknown>;
  const requirements = requirementsIn(reply.data);
  return {
    ...(typeof code === "string" ? { apiCode: code } : {}),
    ...(typeof message === "string" ? { explanation: message } : {}),
    ...(typeof request_id === "string" ? { requestId: request_id } : {}),
    ...(requirements === undefined ? {} : { requirements }),
    ...login,
  };
}

/** An error of the collection's own storage comes back as a 5xx, and comes back again if repeated. */
function isFinal(reply: Reply): boolean {
  if (reply.status === 429 || reply.status === 503) return false;
  const code = typeof reply.data === "object" && reply.data !== null && "code" in reply.data
    ? reply.data.code
    : undefined;
  return typeof code === "string" && /ExternalError|EndpointError/.test(code);
}
