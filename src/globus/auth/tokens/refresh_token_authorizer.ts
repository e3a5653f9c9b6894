/** An authorizer that lives on a refresh token. */

import { ArgumentTypeError } from "../../../argument_error.ts";
import { revealed, type Secret } from "../../../credentials/secret/secret.ts";
import { type RenewingAuthorizer, renewingAuthorizer } from "../../../oauth/renewing_authorizer.ts";
import type { AppClient } from "../app_client.ts";
import {
  asSecret,
  firstRecord,
  type OwnRecord,
  type OwnTokenOptions,
  recordOf,
  telling,
} from "./own_tokens.ts";
import { oauth2RefreshToken } from "./token_grants.ts";
import { checkArguments } from "../../../options.ts";

/**
 * What a {@linkcode refreshTokenAuthorizer} may begin with, and whom it tells.
 *
 * @category Authorizers
 */
export type RefreshTokenAuthorizerOptions = OwnTokenOptions;

/**
 * An authorizer that gets access tokens with a refresh token: the first with the first call, further
 * ones 60 s before the last expires or when the service refuses it. Calls at the same time share one
 * refresh. A refresh token that comes with a reply replaces the old one. Nothing is sent when it is
 * made.
 *
 * Tokens that a program keeps in a file are better found by {@linkcode restore}, which also holds
 * other processes off.
 *
 * @param refreshToken The refresh token.
 * @param client An Auth client that speaks for the app that the refresh token was issued to.
 * @param options See {@linkcode RefreshTokenAuthorizerOptions}.
 * @throws {TypeError} When the refresh token is empty.
 * @throws {RangeError} When `expiresAt` is not in seconds.
 *
 * @example
 * ```ts
 * import { nativeAppAuthClient, refreshTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { globusApps, globusTransferRefresh } = sandbox.tokens;
 * const app = nativeAppAuthClient(globusApps.planted, { baseUrl: sandbox.url });
 * const authorizer = refreshTokenAuthorizer(globusTransferRefresh, app);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const names: (string | null)[] = [];
 * for await (const { display_name } of transfer.endpointSearch({ filterScope: "my-endpoints" })) {
 *   names.push(display_name);
 * }
 * assertEquals(names.includes("lab"), true);
 * ```
 *
 * @category Authorizers
 */
export function refreshTokenAuthorizer(
  refreshToken: string | Secret,
  client: AppClient,
  options: RefreshTokenAuthorizerOptions = {},
): RenewingAuthorizer<OwnRecord> {
  checkArguments({ refreshToken, client }, { refreshToken: "secret", client: "client" });
  if (revealed(refreshToken) === "") {
    throw new ArgumentTypeError("The refresh token is empty: give the one that the login brought");
  }
  // Not given up half-way: its answer may be the only copy of the next refresh token.
  const renewer: AppClient = { ...client, signal: undefined };
  return renewingAuthorizer(firstRecord(asSecret(refreshToken), options), {
    wanted: "Globus token",
    now: client.now,
    ...telling(options),
    async renew(old: OwnRecord): Promise<OwnRecord> {
      const used = old.refreshToken ?? asSecret(refreshToken);
      return recordOf(client, await oauth2RefreshToken(renewer, used), used);
    },
  });
}
