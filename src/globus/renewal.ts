/** Renewing Globus tokens: with a refresh token, or with a client's own id and secret. */

import { demandPermissions } from "../credentials/demand_permissions.ts";
import type { LoginStep, Step } from "../credentials/errors/step.ts";
import { CredentialError } from "../credentials/errors/errors.ts";
import { Secret } from "../credentials/secret/secret.ts";
import { type Authorizer, nullAuthorizer } from "../http/authorizer.ts";
import { reachesNetwork } from "../http/request/observed_fetch.ts";
import { basicAuthorizer } from "../oauth/basic_authorizer.ts";
import type { RecordStore } from "../oauth/record_store.ts";
import { renewingAuthorizer } from "../oauth/renewing_authorizer.ts";
import type { AppClient } from "./auth/app_client.ts";
import { endOf, onlyToken, ownTokensAuthorizer } from "./auth/tokens/own_tokens.ts";
import { oauth2ClientCredentialsTokens, oauth2RefreshToken } from "./auth/tokens/token_grants.ts";
import type { OAuthTokenResponse, TokenInfo } from "./auth/tokens/token_endpoint.ts";
import { resourceServers, type Service } from "./config.ts";
import { authScopes, transferScopes } from "./scopes.ts";
import { type TokenRecord, tokenRecord } from "./storage/token_data.ts";

/**
 * An app as Globus Auth knows it.
 *
 * @category Where tokens are found
 */
export interface OAuthClient {
  /** Its id. */
  readonly clientId: string;
  /** Its secret; a native app has none. */
  readonly clientSecret: Secret | undefined;
}

const wanted = "Globus token";

/** An Auth client that names itself as an app, and says in errors how its program logs in again. */
function namedClient(auth: AppClient, app: OAuthClient, logInAgain?: Step): AppClient {
  const { clientId, clientSecret } = app;
  const authorizer = clientSecret === undefined
    ? nullAuthorizer()
    : basicAuthorizer(clientId, clientSecret);
  const { errorWords } = auth;
  return {
    ...auth,
    authorizer,
    errorWords: (reply) => {
      const words = errorWords(reply);
      if (logInAgain === undefined || words.apiCode !== "invalid_grant") return words;
      return { ...words, step: logInAgain };
    },
  };
}

function logInAgainBy({ path, loginOf }: RecordStore<TokenRecord>): Step {
  const kept = path === undefined ? {} : { keptIn: path };
  const step: LoginStep = { kind: "log in", platform: "Globus", again: true, ...kept };
  return loginOf?.(step) ?? step;
}

/**
 * An authorizer that renews a stored token with its refresh token, in the storage it came from.
 *
 * @param record The record.
 * @param app The app that it was issued to.
 * @param store The storage.
 * @param auth A client for Globus Auth.
 */
export function refreshingAuthorizer(
  record: TokenRecord,
  app: OAuthClient,
  store: RecordStore<TokenRecord>,
  auth: AppClient,
): Authorizer {
  // Not given up half-way: its answer may be the only copy of the next refresh token.
  const client = namedClient({ ...auth, signal: undefined }, app, logInAgainBy(store));
  const named = app.clientSecret === undefined ? { clientId: app.clientId } : {};
  return storedAuthorizer(record, client, store, (old) => {
    if (old.refreshToken !== undefined) {
      return oauth2RefreshToken(client, old.refreshToken, named);
    }
    throw new CredentialError(
      `The ${wanted} in ${store.path ?? store.name} has no refresh token any more`,
      { wanted, lines: [] },
      { step: logInAgainBy(store) },
    );
  });
}

/**
 * An authorizer that gets the next of an app's own tokens with its id and secret, in the storage that the
 * app's login left.
 *
 * @param record The record.
 * @param app The app, with its secret.
 * @param store The storage.
 * @param auth A client for Globus Auth.
 */
export function storedOwnAuthorizer(
  record: TokenRecord,
  app: OAuthClient,
  store: RecordStore<TokenRecord>,
  auth: AppClient,
): Authorizer {
  const client = namedClient(auth, app);
  return storedAuthorizer(record, client, store, ({ scope: requestedScopes }) => {
    return oauth2ClientCredentialsTokens(client, { requestedScopes });
  });
}

function storedAuthorizer(
  record: TokenRecord,
  client: AppClient,
  store: RecordStore<TokenRecord>,
  grant: (old: TokenRecord) => Promise<OAuthTokenResponse>,
): Authorizer {
  return renewingAuthorizer(record, {
    wanted,
    store: {
      ...store,
      loginOf: (step) => {
        const named: LoginStep = { ...step, platform: "Globus" };
        return store.loginOf?.(named) ?? named;
      },
      read(): Promise<TokenRecord | undefined> {
        // Before the intent to use the token is noted, since nothing could be sent after it.
        demandNet(client);
        return store.read();
      },
    },
    now: client.now,
    async renew(old: TokenRecord): Promise<TokenRecord> {
      const response = await grant(old);
      return nextRecord(old, response, onlyToken(client, response, old.resourceServer));
    },
  });
}

function demandNet({ fetch, baseUrl }: AppClient): void {
  if (!reachesNetwork(fetch)) return;
  const { host } = new URL(baseUrl);
  demandPermissions(`Cannot renew the ${wanted}`, [{ name: "net", host }]);
}

/** The record with what the grant brought; what it did not bring stays. */
function nextRecord(old: TokenRecord, response: OAuthTokenResponse, info: TokenInfo): TokenRecord {
  const { access_token, refresh_token, scope, token_type } = info;
  return tokenRecord({
    resourceServer: old.resourceServer,
    identityId: old.identityId,
    accessToken: new Secret(access_token),
    refreshToken: refresh_token === null ? old.refreshToken : new Secret(refresh_token),
    scope: scope || old.scope,
    expiresAt: endOf(response, info),
    tokenType: token_type ?? old.tokenType,
  });
}

/** What a client's own tokens are for. */
export interface OwnTokens {
  /** The scopes. */
  readonly scopes: readonly string[];
  /** The service that they belong to. */
  readonly server: string;
}

/** What a client's own tokens for a service are asked for. */
export const ownTokensFor: Readonly<Record<Service, OwnTokens>> = {
  transfer: { scopes: [transferScopes.all], server: resourceServers.transfer },
  auth: {
    scopes: [authScopes.openid, authScopes.profile, authScopes.email],
    server: resourceServers.auth,
  },
};

/**
 * An authorizer that gets a client's own tokens, and keeps them in memory alone.
 *
 * @param own What they are for.
 * @param app The client, with its secret.
 * @param auth A client for Globus Auth.
 */
export function memoryAuthorizer(
  { scopes, server }: OwnTokens,
  app: OAuthClient,
  auth: AppClient,
): Authorizer {
  return ownTokensAuthorizer(namedClient(auth, app), scopes, {}, server);
}
