/** A client for Globus Transfer. */

import { ignoredAt } from "../ignored_variables.ts";
import { bindAll, type BoundAll } from "../../http/bind.ts";
import { type Client, type ClientOptions, createClient } from "../../http/client.ts";
import type { Reply } from "../../http/reply.ts";
import { errorWords } from "./_error_words.ts";
import * as verbs from "../../http/verbs.ts";
import * as accessRules from "./access_rules.ts";
import * as activation from "./activation.ts";
import * as bookmarks from "./bookmarks.ts";
import * as endpointManager from "./endpoint_manager.ts";
import * as endpoints from "./endpoints.ts";
import { findPlace } from "./find_place.ts";
import * as operations from "./operations.ts";
import * as pauseRules from "./pause_rules.ts";
import * as roles from "./roles.ts";
import * as servers from "./servers.ts";
import * as sharing from "./sharing.ts";
import * as submit from "./submit.ts";
import * as submitMany from "./submit_many.ts";
import * as taskWait from "./task_wait.ts";
import * as tasks from "./tasks.ts";
import * as walk from "./walk.ts";
import * as watchTask from "./watch_task.ts";

/** Where the operations are. */
const modules = [
  accessRules,
  activation,
  bookmarks,
  endpointManager,
  endpoints,
  // What reads a text alone is no call of a client.
  { findPlace },
  operations,
  pauseRules,
  roles,
  servers,
  sharing,
  submit,
  submitMany,
  taskWait,
  tasks,
  walk,
  watchTask,
  verbs,
] as const;

/** A client for Globus Transfer, with its operations as methods. */
export interface TransferClient extends Client, BoundAll<typeof modules> {}

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
    basePath: "/v0.10",
    errorWords,
    isFinal,
    aboutConnection: ignoredAt,
  }, options);
  return bindAll(client, modules);
}

/** An error of the collection's own storage comes back as a 5xx, and comes back again if repeated. */
function isFinal(reply: Reply): boolean {
  if (reply.status === 429 || reply.status === 503) return false;
  const code = typeof reply.data === "object" && reply.data !== null && "code" in reply.data
    ? reply.data.code
    : undefined;
  return typeof code === "string" && /ExternalError|EndpointError/.test(code);
}
