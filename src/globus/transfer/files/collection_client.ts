/** A client for the files of one collection, over HTTPS. */

import { ignoredAt } from "../../sources/ignored_variables.ts";
import { bindAll, type Bound } from "../../../http/bind.ts";
import { type Client, type ClientOptions, createClient } from "../../../http/client.ts";
import { errorWords } from "../tasks/_error_words.ts";
import { checkArguments } from "../../../options.ts";
import * as operations from "./_file_operations.ts";

/**
 * A client for the files of one collection, with its operations as methods.
 *
 * These functions are its methods, without their first argument:
 *
 * - Files: {@linkcode download}, {@linkcode downloadFile}, {@linkcode upload},
 *   {@linkcode uploadFile}
 *
 * @category Clients
 */
export interface CollectionClient extends Client, Bound<typeof import("./_file_operations.ts")> {}

/**
 * A client for the files of one collection, over HTTPS. It takes a token for the collection's own
 * `https` scope, `https://auth.globus.org/scopes/<collection id>/https`.
 *
 * @param httpsServer Where the collection serves its files: its document's `https_server`.
 * @param options Authorizer, retries, time-out.
 * @throws {TypeError} When the address is not valid, or plain `http:` to another machine.
 * @throws {RangeError} When `timeoutMs`, `maxBytes` or a number of `retry` is not possible.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { collectionClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const files = collectionClient("https://g-1234.data.globus.org", {
 *   authorizer: accessTokenAuthorizer("made-up"),
 * });
 * assertEquals(files.baseUrl, "https://g-1234.data.globus.org");
 * ```
 *
 * @category Clients
 */
export function collectionClient(
  httpsServer: string,
  options: Omit<ClientOptions, "baseUrl"> = {},
): CollectionClient {
  checkArguments({ httpsServer }, { httpsServer: "text" });
  const client = createClient({
    service: "Globus collection",
    baseUrl: httpsServer,
    errorWords,
    aboutConnection: ignoredAt,
  }, options);
  return bindAll(client, [operations]);
}
