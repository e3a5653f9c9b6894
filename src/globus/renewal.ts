/** Renewing Globus tokens: with a refresh token, or with a client's own id and secret. */

import type { Step } from "../credentials/step.ts";
import { CredentialError, PermissionNeededError } from "../credentials/errors.ts";
import { isHeaderText } from "../credentials/header_text.ts";
import { missingPermissions, permissionFlags } from "../credentials/permissions.ts";
import { Secret } from "../credentials/secret.ts";
import { type Authorizer, nullAuthorizer } from "../http/authorizer.ts";
import type { ClientOptions } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { reachesNetwork } from "../http/observed_fetch.ts";
import { responseOf } from "../http/reply.ts";
import { basicAuthorizer } from "../oauth/basic_authorizer.ts";
import type { RecordStore } from "../oauth/record_store.ts";
import type { Renewable } from "../oauth/renewable.ts";
import { renewingAuthorizer } from "../oauth/renewing_authorizer.ts";
import { type AuthClient, authClient } from "./auth/client.ts";
import {
  oauth2ClientCredentialsTokens,
  oauth2RefreshToken,
  type TokenGrantDocument,
} from "./auth/token_grants.ts";
import { resourceServers, type Service } from "./config.ts";
import { authScopes, transferScopes } from "./scopes.ts";
import { type TokenRecord, tokenRecord } from "./storage/token_data.ts";

/** An app as Globus Auth knows it. */
export interface OAuthClient {
  /** Its id. */
  readonly clientId: string;
  /** Its secret; a native app has none. */
  readonly clientSecret: Secret | undefined;
}

const wanted = "Globus token";

const scopes: Readonly<Record<Service, readonly string[]>> = {
  transfer: [transferScopes.all],
  auth: [authScopes.openid, authScopes.profile, authScopes.email],
};

/**
 * An Auth client that names itself as an app.
 *
 * @param options The address, and how the client behaves.
 * @param app The app.
 * @param keptIn The file of the program that logged in, which alone can do so again; for an error.
 */
export function appAuthClient(
  options: ClientOptions,
  app: OAuthClient,
  keptIn?: string,
): AuthClient {
  const { clientId, clientSecret } = app;
  const authorizer = clientSecret === undefined
    ? nullAuthorizer()
    : basicAuthorizer(clientId, clientSecret);
  const client = authClient({ ...options, authorizer });
  const { errorWords } = client;
  return {
    ...client,
    errorWords: (reply) => {
      const words = errorWords(reply);
      if (keptIn === undefined || words.apiCode !== "invalid_grant") return words;
      return { ...words, step: logInElsewhere(keptIn) };
    },
  };
}

function logInElsewhere(keptIn: string): Step {
  return { kind: "log in", platform: "Globus", again: true, keptIn };
}

/**
 * An authorizer that renews a stored token with its refresh token, in the storage it came from.
 *
 * @param record The record.
 * @param app The app that it was issued to.
 * @param store The storage.
 * @param options The Auth client's address, and how it behaves.
 */
export function refreshingAuthorizer(
  record: TokenRecord,
  app: OAuthClient,
  store: RecordStore<TokenRecord>,
  options: ClientOptions,
): Authorizer {
  const client = appAuthClient(options, app, store.path);
  const named = app.clientSecret === undefined ? { clientId: app.clientId } : {};
  return renewingAuthorizer(record, {
    wanted,
    store: {
      ...store,
      read(): Promise<TokenRecord | undefined> {
        // Before the intent to spend the token is noted, since nothing could be sent after it.
        demandNet(client, options);
        return store.read();
      },
    },
    ...(options.now === undefined ? {} : { now: options.now }),
    async renew(old: TokenRecord): Promise<TokenRecord> {
      if (old.refreshToken === undefined) {
        throw new CredentialError(
          `The ${wanted} in ${store.path} has no refresh token any more`,
          { wanted, lines: [] },
          { step: logInElsewhere(store.path) },
        );
      }
      const grant = await oauth2RefreshToken(client, old.refreshToken, named);
      return renewed(old, onlyToken(client, grant, old.resourceServer), client.now());
    },
  });
}

function demandNet(client: AuthClient, options: ClientOptions): void {
  if (!reachesNetwork(options.fetch)) return;
  const missing = missingPermissions([{ name: "net", host: new URL(client.baseUrl).host }]);
  if (missing.length === 0) return;
  throw new PermissionNeededError(`Cannot renew the ${wanted}`, permissionFlags(missing));
}

/** The record with what the grant brought; what it did not bring stays. */
function renewed(old: TokenRecord, grant: TokenGrantDocument, now: number): TokenRecord {
  const { refresh_token, scope, token_type } = grant;
  return tokenRecord({
    resourceServer: old.resourceServer,
    identityId: old.identityId,
    accessToken: new Secret(grant.access_token),
    refreshToken: refresh_token ? new Secret(refresh_token) : old.refreshToken,
    scope: scope || old.scope,
    expiresAt: endOf(grant, now),
    tokenType: token_type || old.tokenType,
  });
}

/**
 * An authorizer that buys a client's own tokens for a service, and keeps them in memory alone.
 *
 * @param service The service.
 * @param app The client, with its secret.
 * @param options The Auth client's address, and how it behaves.
 */
export function ownTokensAuthorizer(
  service: Service,
  app: OAuthClient,
  options: ClientOptions,
): Authorizer {
  const client = appAuthClient(options, app);
  const nothing: Renewable = {
    accessToken: undefined,
    refreshToken: undefined,
    expiresAt: undefined,
  };
  return renewingAuthorizer<Renewable>(nothing, {
    wanted,
    ...(options.now === undefined ? {} : { now: options.now }),
    async renew(): Promise<Renewable> {
      const requestedScopes = scopes[service];
      const answer = await oauth2ClientCredentialsTokens(client, { requestedScopes });
      const grant = onlyToken(client, answer, resourceServers[service]);
      return {
        accessToken: new Secret(grant.access_token),
        refreshToken: undefined,
        expiresAt: endOf(grant, client.now()),
      };
    },
  });
}

/** When the token ends, rounded down to the whole seconds that storages keep. */
function endOf(grant: TokenGrantDocument, now: number): number | undefined {
  // A number as text is accepted, as other OAuth clients do.
  const seconds = Number(grant.expires_in ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.floor(now / 1000 + seconds) * 1000 : undefined;
}

/** A grant for one service must bring one token, and for that service. */
function onlyToken(
  client: AuthClient,
  grant: TokenGrantDocument,
  server: string,
): TokenGrantDocument {
  const others = Array.isArray(grant.other_tokens) ? grant.other_tokens : [];
  const servers = [grant, ...others].map(({ resource_server }) => String(resource_server));
  const problem = servers.length !== 1 || servers[0] !== server
    ? `it sent tokens for ${servers.join(", ")} where one for ${server} was expected`
    : typeof grant.access_token !== "string" || !isHeaderText(grant.access_token)
    ? "it sent no usable access_token"
    : undefined;
  if (problem === undefined) return grant;
  throw new ApiError({
    service: client.service,
    method: "POST",
    url: `${client.baseUrl}/v2/oauth2/token`,
    status: responseOf(grant)?.status ?? 200,
    explanation: problem,
    text: "",
  });
}
