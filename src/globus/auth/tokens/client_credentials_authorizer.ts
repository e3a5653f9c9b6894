/** An authorizer for a service account. */

import type { RenewingAuthorizer } from "../../../oauth/renewing_authorizer.ts";
import type { AppClient } from "../app_client.ts";
import { type OwnRecord, type OwnTokenOptions, ownTokensAuthorizer } from "./own_tokens.ts";
import type { Scopes } from "../flows/requested_scopes.ts";
import { checkArguments } from "../../../options.ts";
import { scopesText } from "../flows/requested_scopes.ts";

/**
 * What a {@linkcode clientCredentialsAuthorizer} may begin with, and whom it tells.
 *
 * @category Authorizers
 */
export type ClientCredentialsAuthorizerOptions = OwnTokenOptions;

/**
 * An authorizer that gets a client's own access tokens: the first with the first call, further ones
 * 60 s before the last expires or when the service refuses it. Calls at the same time share one request.
 * Nothing is sent when it is made.
 *
 * @param client A client made by {@linkcode confidentialAppAuthClient}.
 * @param scopes The scopes, all of one service.
 * @param options See {@linkcode ClientCredentialsAuthorizerOptions}.
 * @throws {RangeError} When `expiresAt` is not in seconds.
 *
 * @example A script that runs every night
 * ```ts
 * import {
 *   clientCredentialsAuthorizer,
 *   confidentialAppAuthClient,
 * } from "@keyferry/keyferry/globus/auth";
 * import { transferScopes } from "@keyferry/keyferry/globus";
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { id, secret } = sandbox.tokens.globusClient;
 * const app = confidentialAppAuthClient(id, secret, { baseUrl: sandbox.url });
 * const authorizer = clientCredentialsAuthorizer(app, transferScopes.all);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const { status } = await transfer.get("/v0.10/task_list");
 * assertEquals(status, 200);
 * ```
 *
 * @category Authorizers
 */
export function clientCredentialsAuthorizer(
  client: AppClient,
  scopes: Scopes,
  options: ClientCredentialsAuthorizerOptions = {},
): RenewingAuthorizer<OwnRecord> {
  checkArguments({ client }, { client: "client" });
  return ownTokensAuthorizer(client, scopesText(scopes), options);
}
