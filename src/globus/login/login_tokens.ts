/** The tokens that a login brings, and storing them. */

import { demandOwnHome } from "../../credentials/sandbox_home.ts";
import type { Surroundings } from "../../credentials/surroundings.ts";
import { LoginError } from "../../credentials/errors/login_error.ts";
import type { AppClient } from "../auth/app_client.ts";
import { oauth2RevokeToken } from "../auth/tokens/token_checks.ts";
import type { OAuthTokenResponse, TokenInfo } from "../auth/tokens/token_endpoint.ts";
import type { ChosenApp } from "./login_app.ts";
import { whileLocked } from "../storage/token_file.ts";
import type { TokenData } from "../storage/token_data.ts";
import type { TokenRecords } from "../storage/token_storage.ts";

/**
 * The tokens that an app has stored.
 *
 * @param app The app.
 * @throws {FileError} When the file is there and cannot be used.
 */
export async function tokensOf(app: ChosenApp): Promise<TokenRecords> {
  return (await app.file.load()).get(app.namespace) ?? new Map();
}

/** Where the tokens of a login are stored, and under which conditions. */
export interface LoginStore {
  /** The app that logged in. */
  readonly app: ChosenApp;
  /** The client that it logged in with. */
  readonly client: AppClient;
  /** Whose home it is. */
  readonly surroundings: Surroundings;
}

/**
 * Stores the tokens of a login in the app's file. Tokens that may not be stored are ended.
 *
 * @param response The tokens.
 * @param store Where they are stored.
 * @throws {LoginError} When the id token is wrong, or somebody else than before has logged in.
 * @throws {CredentialError} When a sandbox's tokens would land among real ones.
 * @throws {FileError} When the file cannot be written.
 */
export async function storeTokens(response: OAuthTokenResponse, store: LoginStore): Promise<void> {
  const { app, client, surroundings } = store;
  const infos = Object.values(response.byResourceServer);
  try {
    const secrets = infos.flatMap((
      { access_token, refresh_token },
    ) => [access_token, refresh_token ?? ""]);
    const issuer = client.baseUrl;
    const paths = app.file.path === undefined ? [] : [app.file.path];
    await demandOwnHome({ wanted: "Globus token", secrets, issuer, paths }, surroundings);
    const identityId = await identityIn(response);
    await whileLocked(app.file, async () => {
      refuseOthers(await tokensOf(app), identityId, app);
      const data = infos.map((info) => [info.resource_server, dataOf(info, identityId)] as const);
      await app.file.store(app.namespace, Object.fromEntries(data));
    });
  } catch (error) {
    // Nobody would ever end them otherwise.
    await Promise.allSettled(infos.map((info) => {
      return oauth2RevokeToken(client, info.refresh_token ?? info.access_token);
    }));
    throw error;
  }
}

async function identityIn(response: OAuthTokenResponse): Promise<string | undefined> {
  return response.id_token === undefined ? undefined : (await response.decodeIdToken()).sub;
}

/** A file of tokens belongs to one person: tokens of two would be taken for one's. */
function refuseOthers(stored: TokenRecords, identityId: string | undefined, app: ChosenApp): void {
  for (const { identityId: other } of stored.values()) {
    if (other === undefined || identityId === undefined || other === identityId) continue;
    throw new LoginError(
      "other identity",
      `You logged in as identity ${identityId}, and ${app.file.name} holds tokens of ${other}`,
      {
        step: {
          kind: "log out",
          platform: "Globus",
          or: "log in as that one, or give the app another name",
        },
      },
    );
  }
}

/** A token as storages keep it. */
function dataOf(info: TokenInfo, identityId: string | undefined): TokenData {
  return {
    resource_server: info.resource_server,
    identity_id: identityId,
    scope: info.scope,
    access_token: info.access_token,
    refresh_token: info.refresh_token ?? undefined,
    expires_at_seconds: info.expires_at_seconds,
    token_type: info.token_type ?? undefined,
  };
}

/**
 * Whether stored tokens are as good as a login: each scope that is required has a token that lasts, or
 * can be renewed. What a scope depends on cannot be told from a token.
 *
 * @param tokens The tokens.
 * @param scopes The scopes at the top.
 * @param now The time, in milliseconds since 1970.
 */
export function areEnough(tokens: TokenRecords, scopes: readonly string[], now: number): boolean {
  const good = [...tokens.values()].filter(({ refreshToken, expiresAt }) => {
    return refreshToken !== undefined || expiresAt !== undefined && expiresAt > now;
  });
  const had = new Set(good.flatMap(({ scope }) => scope.split(" ")));
  return scopes.every((scope) => had.has(scope));
}
