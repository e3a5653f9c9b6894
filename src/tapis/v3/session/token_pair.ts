/** Tokens of Tapis v3 as a program sees them. */

import { isHeaderText } from "../../../credentials/secret/header_text.ts";
import { Secret } from "../../../credentials/secret/secret.ts";
import type { Client } from "../../../http/client.ts";
import { ApiError } from "../../../http/reply/errors.ts";
import { claimsOf, endOf, isJwt, type TokenClaims } from "../../jwt.ts";

/**
 * Tokens as plain text.
 *
 * @category Tokens
 */
export interface PlainTokenPair {
  /** The token that calls carry. */
  readonly access_token: string;
  /** The token that gets the next pair; none without an OAuth client. */
  readonly refresh_token: string | undefined;
  /** When the access token expires, in seconds since 1970. */
  readonly expires_at: number | undefined;
}

/**
 * Tokens of Tapis v3.
 *
 * @category Tokens
 */
export interface TokenPair {
  /** The token that calls carry. */
  readonly accessToken: Secret;
  /** The token that gets the next pair; none without an OAuth client. */
  readonly refreshToken: Secret | undefined;
  /** When the access token expires. */
  readonly expiresAt: Date | undefined;
  /** What the access token says. */
  readonly claims: TokenClaims;
  /** The tokens as plain text, to be put away by the program itself. */
  reveal(): PlainTokenPair;
}

/** A pair from its two texts. */
export function tokenPair(accessToken: Secret, refreshToken: Secret | undefined): TokenPair {
  const end = endOf(accessToken.reveal());
  return {
    accessToken,
    refreshToken,
    expiresAt: end === undefined ? undefined : new Date(end),
    claims: claimsOf(accessToken),
    reveal: () => ({
      access_token: accessToken.reveal(),
      refresh_token: refreshToken?.reveal(),
      expires_at: end === undefined ? undefined : end / 1000,
    }),
  };
}

/** What the service answers a grant with: each token below its own name once more. */
export interface GrantResult {
  readonly access_token?: { readonly access_token?: unknown | undefined } | undefined;
  readonly refresh_token?: { readonly refresh_token?: unknown | undefined } | undefined;
}

/**
 * The pair in an answer.
 *
 * @param client The client, for an error.
 * @param result The answer's result.
 * @throws {ApiError} When there is no usable access token in it.
 */
export function pairIn(client: Client, result: GrantResult): TokenPair {
  const access = result.access_token?.access_token;
  const refresh = result.refresh_token?.refresh_token;
  if (typeof access !== "string" || !isHeaderText(access) || !isJwt(access)) {
    throw new ApiError({
      service: client.service,
      method: "POST",
      url: `${client.baseUrl}/v3/oauth2/tokens`,
      status: 200,
      explanation: "the answer has no usable access token",
      text: "",
    });
  }
  const refreshToken = typeof refresh === "string" && refresh !== "" ? refresh : undefined;
  return tokenPair(
    new Secret(access),
    refreshToken === undefined ? undefined : new Secret(refreshToken),
  );
}
