/** Who logged in, as an id token says it (OpenID Connect Core section 2). */

import type { JWK } from "jose";
import { nullAuthorizer } from "../../../http/authorizer.ts";
import { checkedBaseUrl } from "../../../http/base_url.ts";
import { callDocument } from "../../../http/call.ts";
import { callUrl, writtenQuery } from "../../../http/path.ts";
import { document } from "../../../http/reply/shape.ts";
import { LoginError } from "../../../credentials/errors/login_error.ts";
import { type AppClient, clientIdOf } from "../app_client.ts";
import {
  checkOptions,
  type OptionKinds,
  requiredClient,
  requiredObject,
} from "../../../options.ts";

/**
 * What an id token says.
 *
 * @category People
 */
export interface IdTokenClaims {
  /** The identity's id. */
  readonly sub: string;
  /** Who issued it. */
  readonly iss: string;
  /** The app it was issued to. */
  readonly aud: string | readonly string[];
  /** When it ends, in seconds since 1970. */
  readonly exp: number;
  /** When it was issued, in seconds since 1970. */
  readonly iat: number;
  /** The left half of the hash of the access token that came along. */
  readonly at_hash?: string | undefined;
  /** The person's name. */
  readonly name?: string | undefined;
  /** Electronic mail address. */
  readonly email?: string | undefined;
  /** The name the person logs in with. */
  readonly preferred_username?: string | undefined;
  /** What the service adds. */
  readonly [claim: string]: unknown;
}

/**
 * How an id token is checked.
 *
 * @category People
 */
export interface IdTokenOptions {
  /**
   * How far this machine's clock may be off, in seconds.
   *
   * @default {300}
   */
  readonly leeway?: number | undefined;
  /** Gives up fetching the service's keys. */
  readonly signal?: AbortSignal | undefined;
}

const idTokenKinds: OptionKinds<IdTokenOptions> = {
  leeway: "number",
  signal: "signal",
};

/** What of the service's self-description counts here (OpenID Connect Discovery section 3). */
interface Configuration {
  readonly issuer?: unknown | undefined;
  readonly jwks_uri?: unknown | undefined;
  readonly id_token_signing_alg_values_supported?: unknown | undefined;
}

/** Signatures that anybody can check and only the service can make, and the hash that goes with each. */
const hashes: Readonly<Record<string, string>> = Object.fromEntries(
  [256, 384, 512].flatMap((bits) =>
    ["RS", "PS", "ES"].map((kind) => [`${kind}${bits}`, `SHA-${bits}`])
  ),
);

/**
 * Checks an id token and reads it: signature, issuer, audience, time, and that it belongs to the access
 * token it came with (OpenID Connect Core sections 3.1.3.6 and 3.1.3.7). The service's configuration
 * and keys are fetched for it.
 *
 * @param client An Auth client that knows its app.
 * @param tokens The token response, or its `id_token` and `access_token`.
 * @param options How it is checked.
 * @throws {LoginError} When there is no id token, or it fails a check; the message says which.
 * @throws {TypeError} When the client knows no app.
 * @throws {ApiError} When the service's configuration or keys cannot be had.
 *
 * @example
 * ```ts
 * import { nativeAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { LoginError } from "@keyferry/keyferry/globus";
 * import { assertRejects } from "@std/assert";
 *
 * const client = nativeAppAuthClient("made-up");
 * await assertRejects(() => client.decodeIdToken({ access_token: "made-up" }), LoginError);
 * ```
 *
 * @category People
 */
export async function decodeIdToken(
  client: AppClient,
  tokens: { readonly id_token?: string | undefined; readonly access_token?: string | undefined },
  options: IdTokenOptions = {},
): Promise<IdTokenClaims> {
  checkOptions(options, idTokenKinds);
  requiredClient(client);
  const audience = clientIdOf(client, "An id token");
  const { id_token, access_token } = requiredObject("tokens", tokens);
  if (typeof id_token !== "string" || id_token === "") {
    throw wrong("there is none: log in with the scope openid");
  }
  const { decodeProtectedHeader, errors, importJWK, jwtVerify } = await import("jose");
  const configuration = await configurationOf(client, options);
  const { alg, kid } = attempt(() => decodeProtectedHeader(id_token), "it is not a JWT");
  const { issuer, algorithms } = configuration;
  if (typeof alg !== "string" || !algorithms.includes(alg)) {
    const named = (JSON.stringify(alg) ?? "nothing").slice(0, 40);
    throw wrong(`it is signed by ${named}, which is not allowed`);
  }
  const key = keyFor(await keysOf(client, configuration.jwksUri, options), kid);
  let claims: IdTokenClaims;
  try {
    const { payload } = await jwtVerify(id_token, await importJWK(key, alg), {
      algorithms,
      issuer,
      audience,
      clockTolerance: options.leeway ?? 300,
      currentDate: new Date(client.now()),
      requiredClaims: ["sub", "exp", "iat"],
    });
    claims = payload as unknown as IdTokenClaims;
  } catch (error) {
    // The library's errors hold the claims, so they are not passed on as a cause.
    throw wrong(error instanceof errors.JOSEError ? reasonOf(error) : "its key cannot be used");
  }
  // jose looks at this only where a token's age is bounded.
  const soonest = client.now() / 1000 + (options.leeway ?? 300);
  if (!(claims.iat <= soonest)) throw wrong("it is from the future; check this machine's clock");
  if (typeof claims.sub !== "string" || claims.sub === "") throw wrong("it names no identity");
  if (claims.at_hash !== undefined && access_token !== undefined) {
    const hash = await hashOf(access_token, hashes[alg] ?? "");
    if (claims.at_hash !== hash) throw wrong("it belongs to another access token");
  }
  return claims;
}

function wrong(why: string): LoginError {
  return new LoginError("id token", `The id token cannot be used: ${why}`);
}

function attempt<T>(work: () => T, why: string): T {
  try {
    return work();
  } catch {
    throw wrong(why);
  }
}

async function configurationOf(
  client: AppClient,
  { signal }: IdTokenOptions,
): Promise<{ issuer: string; jwksUri: string; algorithms: string[] }> {
  const described = await callDocument<Configuration>(
    client,
    "GET",
    "/.well-known/openid-configuration",
    { signal },
    document(),
  );
  const { issuer, jwks_uri, id_token_signing_alg_values_supported: named } = described;
  if (typeof issuer !== "string" || issuer.replace(/\/$/, "") !== client.baseUrl) {
    throw wrong(`the configuration at ${client.baseUrl} is another issuer's`);
  }
  const jwksUri = typeof jwks_uri === "string" ? URL.parse(jwks_uri) : null;
  if (jwksUri === null) throw wrong("the service does not say where its keys are");
  const isLocal = jwksUri.origin === new URL(client.baseUrl).origin;
  if (jwksUri.protocol !== "https:" && !isLocal) {
    throw wrong("the service's keys are not at an https address");
  }
  attempt(
    () => callUrl(checkedBaseUrl(jwksUri.origin), jwksUri.pathname),
    "the service's keys are at an address that no call can have",
  );
  const algorithms = (Array.isArray(named) ? named : ["RS256"]).filter((alg) => {
    return typeof alg === "string" && Object.hasOwn(hashes, alg);
  });
  return { issuer, jwksUri: jwksUri.href, algorithms };
}

/** The keys are public, and may be another machine's: they are fetched without the credential. */
async function keysOf(
  client: AppClient,
  jwksUri: string,
  { signal }: IdTokenOptions,
): Promise<readonly JWK[]> {
  const { origin, pathname, search } = new URL(jwksUri);
  const published = await callDocument<{ readonly keys?: unknown | undefined }>(
    { ...client, baseUrl: origin, authorizer: nullAuthorizer() },
    "GET",
    pathname,
    { query: writtenQuery(search), signal },
    document(),
  );
  const { keys } = published;
  if (!Array.isArray(keys)) throw wrong("the service publishes no keys");
  return keys.filter((key) => typeof key === "object" && key !== null && key.use !== "enc");
}

/** The key that the token names; where the service has one alone, which it may leave unnamed, that one. */
function keyFor(keys: readonly JWK[], kid: unknown): JWK {
  const named = keys.find((key) => typeof kid === "string" && key.kid === kid);
  const [only, second] = keys;
  if (named !== undefined) return named;
  if (only !== undefined && second === undefined && (only.kid === undefined || kid === undefined)) {
    return only;
  }
  throw wrong("none of the service's keys is the one it is signed with");
}

function reasonOf(error: { readonly code: string; readonly claim?: unknown | undefined }): string {
  const claim = typeof error.claim === "string" ? error.claim : "";
  if (error.code === "ERR_JWT_EXPIRED") return "it has expired; check this machine's clock";
  if (error.code === "ERR_JWT_CLAIM_VALIDATION_FAILED") {
    switch (claim) {
      case "aud":
        return "it was issued to another app";
      case "iss":
        return "it was issued by somebody else";
      case "nbf":
        return "it is from the future; check this machine's clock";
      default:
        return `its ${claim} is missing or wrong`;
    }
  }
  return error.code === "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"
    ? "its signature is wrong"
    : "it is not well formed";
}

/** The left half of a text's hash, as base64url. */
async function hashOf(text: string, algorithm: string): Promise<string> {
  const digest = await crypto.subtle.digest(algorithm, new TextEncoder().encode(text));
  const half = new Uint8Array(digest, 0, digest.byteLength / 2);
  return half.toBase64({ alphabet: "base64url", omitPadding: true });
}
