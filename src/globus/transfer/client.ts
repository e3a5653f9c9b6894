/** A client for Globus Transfer. */

import { ignoredAt } from "../sources/ignored_variables.ts";
import { bindAll, type Bound } from "../../http/bind.ts";
import { type Client, type ClientOptions, createClient } from "../../http/client.ts";
import type { Reply } from "../../http/reply/reply.ts";
import { errorWords } from "./tasks/_error_words.ts";
import * as operations from "./_operations.ts";
import * as verbs from "../../http/verbs.ts";

/**
 * A client for Globus Transfer, with its operations as methods.
 *
 * These functions are its methods, without their first argument:
 *
 * - Sharing: {@linkcode addEndpointAclRule}, {@linkcode deleteEndpointAclRule},
 *   {@linkcode endpointAclList}, {@linkcode getEndpointAclRule},
 *   {@linkcode updateEndpointAclRule}, {@linkcode addEndpointRole},
 *   {@linkcode deleteEndpointRole}, {@linkcode endpointRoleList}, {@linkcode getEndpointRole},
 *   {@linkcode createSharedEndpoint}, {@linkcode getSharedEndpointList},
 *   {@linkcode mySharedEndpointList}
 * - Collections: {@linkcode endpointActivate}, {@linkcode endpointAutoactivate},
 *   {@linkcode endpointDeactivate}, {@linkcode endpointGetActivationRequirements},
 *   {@linkcode createEndpoint}, {@linkcode deleteEndpoint}, {@linkcode endpointSearch},
 *   {@linkcode getEndpoint}, {@linkcode setSubscriptionAdminVerified},
 *   {@linkcode setSubscriptionId}, {@linkcode updateEndpoint}, {@linkcode addEndpointServer},
 *   {@linkcode deleteEndpointServer}, {@linkcode endpointServerList},
 *   {@linkcode getEndpointServer}, {@linkcode updateEndpointServer}
 * - Bookmarks: {@linkcode bookmarkList}, {@linkcode createBookmark}, {@linkcode deleteBookmark},
 *   {@linkcode getBookmark}, {@linkcode updateBookmark}
 * - Files: {@linkcode findPlace}, {@linkcode operationLs}, {@linkcode operationMkdir},
 *   {@linkcode operationRename}, {@linkcode operationStat}, {@linkcode operationSymlink},
 *   {@linkcode walk}
 * - Administration: {@linkcode endpointManagerAclList}, {@linkcode endpointManagerCancelStatus},
 *   {@linkcode endpointManagerCancelTasks}, {@linkcode endpointManagerGetEndpoint},
 *   {@linkcode endpointManagerGetTask}, {@linkcode endpointManagerHostedEndpointList},
 *   {@linkcode endpointManagerMonitoredEndpoints}, {@linkcode endpointManagerPauseTasks},
 *   {@linkcode endpointManagerResumeTasks}, {@linkcode endpointManagerTaskEventList},
 *   {@linkcode endpointManagerTaskList}, {@linkcode endpointManagerTaskPauseInfo},
 *   {@linkcode endpointManagerTaskSkippedErrors},
 *   {@linkcode endpointManagerTaskSuccessfulTransfers},
 *   {@linkcode endpointManagerCreatePauseRule}, {@linkcode endpointManagerDeletePauseRule},
 *   {@linkcode endpointManagerGetPauseRule}, {@linkcode endpointManagerPauseRuleList},
 *   {@linkcode endpointManagerUpdatePauseRule}, {@linkcode myEffectivePauseRuleList}
 * - Transfers and deletes: {@linkcode getSubmissionId}, {@linkcode submitDelete},
 *   {@linkcode submitTransfer}, {@linkcode submitMany}
 * - Tasks: {@linkcode taskWait}, {@linkcode cancelTask}, {@linkcode getTask},
 *   {@linkcode taskEventList}, {@linkcode taskList}, {@linkcode taskPauseInfo},
 *   {@linkcode taskSkippedErrors}, {@linkcode taskSuccessfulTransfers}, {@linkcode updateTask},
 *   {@linkcode watchTask}
 *
 * @category Clients
 */
export interface TransferClient
  extends
    Client,
    Bound<typeof import("./_operations.ts")>,
    Bound<typeof import("../../http/verbs.ts")> {}

/**
 * A client for Globus Transfer.
 *
 * @param options Authorizer, base URL, retries, time-out.
 * @throws {TypeError} When the base URL is not valid, or plain `http:` to another machine.
 * @throws {RangeError} When `timeoutMs`, `maxBytes` or a number of `retry` is not possible.
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
 *
 * @category Clients
 */
export function transferClient(options: ClientOptions = {}): TransferClient {
  const client = createClient({
    service: "Globus Transfer",
    baseUrl: "https://transfer.api.globus.org",
    basePath: "/v0.10",
    errorWords,
    isFinal,
    aboutConnection: ignoredAt,
  }, options);
  return bindAll(client, [operations, verbs]);
}

/** An error of the collection's own storage comes back as a 5xx, and comes back again if repeated. */
function isFinal(reply: Reply): boolean {
  if (reply.status === 429 || reply.status === 503) return false;
  const code = typeof reply.data === "object" && reply.data !== null && "code" in reply.data
    ? reply.data.code
    : undefined;
  return typeof code === "string" && /ExternalError|EndpointError/.test(code);
}
