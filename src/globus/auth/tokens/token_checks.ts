/**
 * Asking about a token, and ending it.
 *
 * @module
 */

import { requiredSecret, type Secret } from "../../../credentials/secret/secret.ts";
import { call, callDocument, type CallOptions } from "../../../http/call.ts";
import { rememberReply } from "../../../http/reply/reply.ts";
import { document, truth } from "../../../http/reply/shape.ts";
import { type AppClient, namedInForm } from "../app_client.ts";
import { checkOptions, type OptionKinds, requiredClient } from "../../../options.ts";

/**
 * Whether a token is good.
 *
 * @category Tokens
 */
export interface TokenStateDocument {
  /** Whether it is good. */
  readonly active: boolean;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * What a service tells an app about a token that was issued to it or for it (RFC 7662 section 2.2).
 *
 * @category Tokens
 */
export interface IntrospectionDocument extends TokenStateDocument {
  /** The scopes, separated by spaces. */
  readonly scope?: string | undefined;
  /** The app it was issued to. */
  readonly client_id?: string | undefined;
  /** The identity's id. */
  readonly sub?: string | undefined;
  /** The name the person logs in with. */
  readonly username?: string | null | undefined;
  /** The person's name. */
  readonly name?: string | null | undefined;
  /** Electronic mail address. */
  readonly email?: string | null | undefined;
  /** Who may be called with it. */
  readonly aud?: readonly string[] | undefined;
  /** Who issued it. */
  readonly iss?: string | undefined;
  /** When it ends, in seconds since 1970. */
  readonly exp?: number | undefined;
  /** When it was issued, in seconds since 1970. */
  readonly iat?: number | undefined;
  /** When it begins, in seconds since 1970. */
  readonly nbf?: number | undefined;
  /** `Bearer`. */
  readonly token_type?: string | undefined;
  /** The identities linked to this one, where `include` asked for `identity_set`. */
  readonly identity_set?: readonly string[] | undefined;
}

/**
 * What else is sent with a token.
 *
 * @category Tokens
 */
export interface TokenCheckOptions {
  /** Further fields of the form; they replace keyferry's own. */
  readonly additionalParams?: Readonly<Record<string, string>> | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

const tokenCheckKinds: OptionKinds<TokenCheckOptions> = {
  additionalParams: "names",
  signal: "signal",
};

/**
 * Whether a token that was issued to the app is good (`POST /v2/oauth2/token/validate`).
 *
 * @deprecated The service answers it no more for most apps: use {@linkcode oauth2TokenIntrospect}.
 * @param client An Auth client. It sends its client id where it has one and no authorizer.
 * @param token The access or refresh token.
 * @param options `additionalParams`, `signal`.
 * @throws {ApiError} When the service refuses the app, or no longer has this call.
 *
 * @example
 * ```ts
 * import { nativeAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { globusApps, globusTransfer } = sandbox.tokens;
 * const client = nativeAppAuthClient(globusApps.planted, { baseUrl: sandbox.url });
 * assertEquals((await client.oauth2ValidateToken(globusTransfer)).active, true);
 * ```
 *
 * @category Tokens
 */
export async function oauth2ValidateToken(
  client: AppClient,
  token: string | Secret,
  options: TokenCheckOptions = {},
): Promise<TokenStateDocument> {
  checkOptions(options, tokenCheckKinds);
  requiredClient(client);
  const path = "/v2/oauth2/token/validate";
  return await callDocument(client, "POST", path, aboutToken(client, token, options), tokenState);
}

/**
 * Revokes a token that was issued to the app (`POST /v2/oauth2/token/revoke`, RFC 7009). A refresh token
 * takes along the access tokens it obtained.
 *
 * In Python: `oauth2_revoke_token()` of globus-sdk.
 *
 * @param client An Auth client. It sends its client id where it has one and no authorizer.
 * @param token The access or refresh token.
 * @param options `additionalParams`, `signal`.
 * @throws {ApiError} When the service refuses; a token that is dead already is not an error.
 *
 * @example
 * ```ts
 * import { nativeAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { globusApps, globusTransfer } = sandbox.tokens;
 * const client = nativeAppAuthClient(globusApps.planted, { baseUrl: sandbox.url });
 * assertEquals((await client.oauth2RevokeToken(globusTransfer)).active, false);
 * ```
 *
 * @category Tokens
 */
export async function oauth2RevokeToken(
  client: AppClient,
  token: string | Secret,
  options: TokenCheckOptions = {},
): Promise<TokenStateDocument> {
  checkOptions(options, tokenCheckKinds);
  requiredClient(client);
  const path = "/v2/oauth2/token/revoke";
  const reply = await call(client, "POST", path, aboutToken(client, token, options));
  // What other services answer beside the status says nothing (RFC 7009 section 2.2).
  const told = document()(reply.data) === undefined
    ? reply.data as TokenStateDocument
    : { active: false };
  return rememberReply(told, reply);
}

const tokenState = document({ active: truth });

function aboutToken(
  client: AppClient,
  token: string | Secret,
  { additionalParams, signal }: TokenCheckOptions,
): CallOptions {
  return {
    form: {
      token: requiredSecret("token", token),
      client_id: namedInForm(client),
      ...additionalParams,
    },
    // Asking, or ending what has ended, does no harm.
    idempotent: true,
    signal,
  };
}

/**
 * What is asked about a token.
 *
 * @category Tokens
 */
export interface IntrospectOptions extends TokenCheckOptions {
  /** What else to tell, such as `identity_set` or `session_info`. */
  readonly include?: string | undefined;
}

const introspectKinds: OptionKinds<IntrospectOptions> = { ...tokenCheckKinds, include: "text" };

/**
 * What a token is for and whose it is (`POST /v2/oauth2/token/introspect`, RFC 7662).
 *
 * In Python: `oauth2_token_introspect()` of globus-sdk.
 *
 * @param client A client made by {@linkcode confidentialAppAuthClient}.
 * @param token The access or refresh token.
 * @param options `include`, `additionalParams`, `signal`.
 * @throws {ApiError} When the service refuses the app.
 *
 * @example
 * ```ts
 * import { confidentialAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { id, secret } = sandbox.tokens.globusClient;
 * const client = confidentialAppAuthClient(id, secret, { baseUrl: sandbox.url });
 * const { access_token } = await client.oauth2ClientCredentialsTokens({ requestedScopes: "openid" });
 * assertEquals((await client.oauth2TokenIntrospect(access_token)).client_id, id);
 * ```
 *
 * @category Tokens
 */
export async function oauth2TokenIntrospect(
  client: AppClient,
  token: string | Secret,
  options: IntrospectOptions = {},
): Promise<IntrospectionDocument> {
  checkOptions(options, introspectKinds);
  const { include, additionalParams, signal } = options;
  return await callDocument(client, "POST", "/v2/oauth2/token/introspect", {
    form: { token: requiredSecret("token", token), include, ...additionalParams },
    idempotent: true,
    signal,
  }, tokenState);
}
