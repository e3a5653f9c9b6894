/** A session's tokens as a program sees them. */

import { CredentialError } from "../../../credentials/errors/errors.ts";
import type { Secret } from "../../../credentials/secret/secret.ts";
import { timesOf } from "../cache/record_text.ts";
import { type SessionRecord, wanted } from "../cache/session_record.ts";

/**
 * A pair of tokens as plain text, with the keys of AgavePy.
 *
 * @category Tokens
 */
export interface PlainTokens {
  /** The token that calls carry. */
  readonly access_token: string;
  /** The token that gets the next pair, once. */
  readonly refresh_token: string | undefined;
  /** When the access token was obtained, in seconds since 1970, where known. */
  readonly created_at: number | undefined;
  /** How long it lasts from then, in seconds, where known. */
  readonly expires_in: number | undefined;
}

/**
 * A pair of tokens.
 *
 * @category Tokens
 */
export interface Tokens {
  /** The token that calls carry. */
  readonly accessToken: Secret;
  /** The token that gets the next pair, once; none where the session has none. */
  readonly refreshToken: Secret | undefined;
  /** When the access token expires, in milliseconds since 1970, where known. */
  readonly expiresAt: number | undefined;
  /** The tokens as plain text, to be put away by the program itself. */
  reveal(): PlainTokens;
}

/** A session's tokens. */
export function tokensOf(session: SessionRecord): Tokens {
  const { accessToken, refreshToken, expiresAt } = session;
  if (accessToken === undefined) {
    throw new CredentialError(
      "This Tapis client has no token yet: call refresh(), or any operation, first",
      { wanted, lines: [] },
    );
  }
  return {
    accessToken,
    refreshToken,
    expiresAt,
    reveal(): PlainTokens {
      const { created_at, expires_in } = timesOf(session);
      return {
        access_token: accessToken.reveal(),
        refresh_token: refreshToken?.reveal(),
        created_at,
        expires_in,
      };
    },
  };
}
