/** What the authorizers that get their own tokens have in common. */

import { ArgumentRangeError } from "../../../argument_error.ts";
import { Secret } from "../../../credentials/secret/secret.ts";
import { ApiError } from "../../../http/reply/errors.ts";
import { lifetimeSeconds, type Renewable } from "../../../oauth/renewable.ts";
import { responseOf } from "../../../http/reply/reply.ts";
import { type RenewingAuthorizer, renewingAuthorizer } from "../../../oauth/renewing_authorizer.ts";
import type { AppClient } from "../app_client.ts";
import type { Scopes } from "../flows/requested_scopes.ts";
import { oauth2ClientCredentialsTokens } from "./token_grants.ts";
import type { OAuthTokenResponse, TokenInfo } from "./token_endpoint.ts";
import { checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * What an authorizer that gets its own tokens may begin with, and whom it tells.
 *
 * @category Authorizers
 */
export interface OwnTokenOptions {
  /** A token to begin with; used only together with `expiresAt`. */
  readonly accessToken?: string | Secret | undefined;
  /** When that token expires, in seconds since 1970. */
  readonly expiresAt?: number | undefined;
  /**
   * Is told of each new token, plain, before it is used: store it here. What it throws ends the call.
   */
  readonly onRefresh?: ((token: TokenInfo) => void | Promise<void>) | undefined;
}

const ownTokenKinds: OptionKinds<OwnTokenOptions> = {
  accessToken: "secret",
  expiresAt: "number",
  onRefresh: "function",
};

/**
 * A record, with the plain token it was made from.
 *
 * @category Authorizers
 */
export interface OwnRecord extends Renewable {
  /** The plain token; none before the first was obtained. */
  reveal(): TokenInfo | undefined;
}

/**
 * The record to begin with.
 *
 * @param refreshToken The refresh token, where there is one.
 * @param options What the caller gave.
 * @throws {RangeError} When `expiresAt` is given in milliseconds.
 */
export function firstRecord(
  refreshToken: Secret | undefined,
  options: OwnTokenOptions,
): OwnRecord {
  checkOptions(options, ownTokenKinds);
  const { accessToken, expiresAt } = options;
  // Seconds beyond the year 5000 are milliseconds by mistake, and would never come to pass.
  if (expiresAt !== undefined && !(expiresAt < 1e11)) {
    throw new ArgumentRangeError(`expiresAt is a time in seconds since 1970: got ${expiresAt}`);
  }
  const known = accessToken !== undefined && expiresAt !== undefined;
  return {
    // Without an end to it, nobody knows whether it is still good: a new one is obtained.
    accessToken: known ? asSecret(accessToken) : undefined,
    refreshToken,
    expiresAt: known ? expiresAt * 1000 : undefined,
    reveal: () => undefined,
  };
}

/** A text as a secret. */
export function asSecret(text: string | Secret): Secret {
  return typeof text === "string" ? new Secret(text) : text;
}

/**
 * The one token that a grant brought: an authorizer is for one service, and a token for another must not
 * go there.
 *
 * @param client The client that asked.
 * @param response The grant.
 * @param server The service that it is to be for, where known.
 * @throws {ApiError} When it brought tokens for more than one service, for none, or for another.
 */
export function onlyToken(
  client: AppClient,
  response: OAuthTokenResponse,
  server: string | undefined,
): TokenInfo {
  const [info, second] = Object.values(response.byResourceServer);
  const isOne = info !== undefined && second === undefined;
  if (isOne && (server ?? info.resource_server) === info.resource_server) return info;
  const servers = Object.keys(response.byResourceServer).join(", ") || "no service";
  const expected = server === undefined ? "one service's was" : `one for ${server} was`;
  const words = "give scopes of one service, and a further authorizer to each other service";
  throw new ApiError({
    service: client.service,
    method: "POST",
    url: `${client.baseUrl}/v2/oauth2/token`,
    status: responseOf(response)?.status ?? 200,
    explanation: `it sent tokens for ${servers} where ${expected} expected`,
    ...(server === undefined ? { step: { kind: "other", words } } : {}),
    text: "",
  });
}

/**
 * When the token of a grant ends, in milliseconds since 1970; `undefined` where the grant does not say.
 *
 * @param response The grant.
 * @param info Its token.
 */
export function endOf(response: OAuthTokenResponse, info: TokenInfo): number | undefined {
  const known = lifetimeSeconds(response.expires_in) !== undefined;
  return known ? info.expires_at_seconds * 1000 : undefined;
}

/**
 * The record that a grant brought.
 *
 * @param client The client that asked.
 * @param response The grant.
 * @param refreshToken The refresh token that was used: it stays where the grant brings none.
 * @param server The service that the token is to be for, where known.
 * @throws {ApiError} When it is not one token for one service.
 */
export function recordOf(
  client: AppClient,
  response: OAuthTokenResponse,
  refreshToken: Secret | undefined,
  server?: string,
): OwnRecord {
  const info = onlyToken(client, response, server);
  const rotated = info.refresh_token === null ? refreshToken : new Secret(info.refresh_token);
  return {
    accessToken: new Secret(info.access_token),
    refreshToken: rotated,
    expiresAt: endOf(response, info),
    reveal: () => ({ ...info, refresh_token: rotated?.reveal() ?? null }),
  };
}

/**
 * An authorizer that gets a client's own tokens; see {@linkcode clientCredentialsAuthorizer}.
 *
 * @param client A client with the app's id and secret.
 * @param scopes The scopes, all of one service.
 * @param options What it begins with, and whom it tells.
 * @param server The service that the tokens are to be for, where known.
 */
export function ownTokensAuthorizer(
  client: AppClient,
  scopes: Scopes,
  options: OwnTokenOptions = {},
  server?: string,
): RenewingAuthorizer<OwnRecord> {
  return renewingAuthorizer(firstRecord(undefined, options), {
    wanted: "Globus token",
    now: client.now,
    ...telling(options),
    async renew(): Promise<OwnRecord> {
      const response = await oauth2ClientCredentialsTokens(client, { requestedScopes: scopes });
      return recordOf(client, response, undefined, server);
    },
  });
}

/** `onRefresh` as a renewing authorizer calls it. */
export function telling(
  { onRefresh }: OwnTokenOptions,
): { onRefresh?: ((record: OwnRecord) => void | Promise<void>) | undefined } {
  if (onRefresh === undefined) return {};
  return {
    onRefresh(record: OwnRecord): void | Promise<void> {
      const info = record.reveal();
      return info === undefined ? undefined : onRefresh(info);
    },
  };
}
