/** Getting the next tokens of a Tapis v2 session. */

import { CredentialError } from "../../../credentials/errors/errors.ts";
import { isHeaderText } from "../../../credentials/secret/header_text.ts";
import { Secret } from "../../../credentials/secret/secret.ts";
import type { Client } from "../../../http/client.ts";
import { ApiError } from "../../../http/reply/errors.ts";
import { isRefusal } from "../../../http/reply/is_refusal.ts";
import { lifetimeSeconds } from "../../../oauth/renewable.ts";
import { askedPassword, type HeldPassword } from "../../password.ts";
import type { SessionRecord } from "../cache/session_record.ts";
import { createToken, type OAuthClient, refreshToken, type TokenDocument } from "./token_grants.ts";

/**
 * A name and a password. The password is kept in memory alone, or asked for each time.
 *
 * @category Sessions
 */
export interface Login {
  /** The person. */
  readonly username: string;
  /** The person's password, or how to get it. */
  readonly password: HeldPassword;
  /** Whose tokens an administrator wants. */
  readonly tokenUsername?: string | undefined;
}

/** A secret from an input. */
export function asSecret(input: string | Secret): Secret {
  return typeof input === "string" ? new Secret(input) : input;
}

/** How long AgavePy takes a token to last where the service does not say. */
const usualSeconds = 3600;

/**
 * The session with its next tokens: obtained with the refresh token, or with the password where there is
 * one and the refresh token is missing or no longer taken.
 *
 * @param client A client for the tenant; its own credential is not used.
 * @param session The session.
 * @param login A name and a password, where known.
 * @throws {CredentialError} When there is nothing to get them with.
 * @throws {ApiError} When the service refuses.
 */
export async function renewSession(
  client: Client,
  session: SessionRecord,
  login: Login | undefined,
): Promise<SessionRecord> {
  const { apiKey, apiSecret } = session;
  if (apiKey === undefined || apiSecret === undefined) throw nothingToRenewWith();
  const oauthClient = { apiKey, apiSecret };
  if (session.refreshToken !== undefined) {
    try {
      const pair = await refreshToken(client, oauthClient, session.refreshToken);
      return withPair(session, pair, client);
    } catch (error) {
      if (login === undefined || !isRefusal(error)) throw error;
    }
  }
  return await loggedIn(client, session, login, oauthClient);
}

async function loggedIn(
  client: Client,
  session: SessionRecord,
  login: Login | undefined,
  oauthClient: OAuthClient,
): Promise<SessionRecord> {
  if (login === undefined) throw nothingToRenewWith();
  const { username, password, tokenUsername } = login;
  const known = await askedPassword(password);
  const pair = await createToken(client, username, known, { oauthClient, tokenUsername });
  return withPair({ ...session, refreshToken: undefined }, pair, client);
}

/** The session with the tokens of an answer. */
export function withPair(
  session: SessionRecord,
  pair: TokenDocument,
  client: Client,
): SessionRecord {
  const { access_token, refresh_token, expires_in } = pair;
  if (typeof access_token !== "string" || !isHeaderText(access_token)) {
    throw new ApiError({
      service: client.service,
      method: "POST",
      url: `${client.baseUrl}/token`,
      status: 200,
      explanation: "the answer has no usable access_token",
      text: "",
    });
  }
  const seconds = lifetimeSeconds(expires_in) ?? usualSeconds;
  // Whole seconds, as the record has them: read again it must be the same.
  const createdAt = Math.floor(client.now() / 1000) * 1000;
  return {
    ...session,
    accessToken: new Secret(access_token),
    refreshToken: typeof refresh_token === "string" && refresh_token !== ""
      ? new Secret(refresh_token)
      : session.refreshToken,
    createdAt,
    // Zero and less is how the service says that it does not expire; it would be renewed with every call.
    expiresAt: seconds > 0 ? createdAt + seconds * 1000 : undefined,
  };
}

function nothingToRenewWith(): CredentialError {
  return new CredentialError(
    "Cannot renew the Tapis token: there is neither a refresh token nor a password",
    { wanted: "Tapis token", lines: [] },
    { step: { kind: "log in", platform: "Tapis v2", again: true } },
  );
}
