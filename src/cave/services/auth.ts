/**
 * CAVE's auth service (middle_auth): who a token belongs to, what its owner may do, and its owner's tokens.
 *
 * @module
 */

import { ArgumentRangeError } from "../../argument_error.ts";
import { isApiError } from "../../http/reply/errors.ts";
import { countedId, path } from "../../http/path.ts";
import { document, filled, list, single, whole } from "../../http/reply/shape.ts";
import { Secret } from "../../credentials/secret/secret.ts";
import { type CaveClient, sendForDocument } from "../send.ts";
import type {
  PermissionsDocument,
  TermsDocument,
  TokenDocument,
  UserDocument,
} from "./auth_documents.ts";
import { checkOptions, signalKinds } from "../../options.ts";

const person = document({ id: whole });

/**
 * What every operation takes beside its own options.
 *
 * @category People and tokens
 */
export interface AuthCallOptions {
  /** Gives up the call. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The tokens of the owner of this one, newest first (`GET /auth/api/v1/user/token`, CAVEclient's
 * `auth.get_tokens`).
 *
 * @param client An auth client.
 * @param options `signal` gives up.
 * @returns The records; the tokens themselves are hidden in a {@linkcode Secret}.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { auth } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const [first] = await auth.getTokens();
 * assertEquals(first?.token.reveal(), sandbox.tokens.cave);
 * ```
 *
 * @category People and tokens
 */
export async function getTokens(
  client: CaveClient,
  options: AuthCallOptions = {},
): Promise<TokenDocument[]> {
  checkOptions(options, signalKinds);
  type Plain = Omit<TokenDocument, "token"> & { readonly token: string };
  const shape = list(document({ token: filled }));
  const at = "/auth/api/v1/user/token";
  const records = await sendForDocument<Plain[]>(client, "GET", at, options, shape);
  return records.map((record) => ({ ...record, token: new Secret(record.token) }));
}

/**
 * Makes a further token (`POST /auth/api/v1/user/token`). The ones before stay good, whatever CAVEclient's
 * documentation says: the server keeps several since November 2022.
 *
 * @param client An auth client.
 * @param options `description` of at most 120 characters, to tell tokens apart; `signal` gives up.
 * @returns The token; it is saved nowhere.
 * @throws {RangeError} When the description is longer: the service would fail after it had made a token
 * that is listed nowhere and cannot be deleted.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { auth } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * await auth.createToken({ description: "laptop" });
 * assertEquals((await auth.getTokens()).length, 2);
 * ```
 *
 * @category People and tokens
 */
export async function createToken(
  client: CaveClient,
  options: AuthCallOptions & { readonly description?: string | undefined } = {},
): Promise<Secret> {
  checkOptions(options, { signal: "signal", description: "text" });
  const { description, ...rest } = options;
  const length = [...description ?? ""].length;
  if (length > 120) {
    throw new ArgumentRangeError(`The description has ${length} characters: give at most 120`);
  }
  const json = description === undefined ? {} : { description };
  const token = await sendForDocument<string>(client, "POST", "/auth/api/v1/user/token", {
    ...rest,
    json,
  }, filled);
  return new Secret(token);
}

/**
 * Removes a token for good (`DELETE /auth/api/v1/user/token/{id}`). Services may go on taking it for five
 * minutes.
 *
 * @param client An auth client.
 * @param tokenId The `id` of its record, from {@linkcode getTokens}; not the token's text.
 * @param options `signal` gives up.
 * @throws {ApiError} With status 404 when there is no such token of the owner's.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { auth } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * await auth.createToken();
 * const [newest] = await auth.getTokens();
 * await auth.deleteToken(newest?.id ?? 0);
 * assertEquals((await auth.getTokens()).length, 1);
 * ```
 *
 * @category People and tokens
 */
export async function deleteToken(
  client: CaveClient,
  tokenId: number | string,
  options: AuthCallOptions = {},
): Promise<void> {
  checkOptions(options, signalKinds);
  await sendForDocument(
    client,
    "DELETE",
    path`/auth/api/v1/user/token/${{ tokenId: countedId("tokenId", tokenId) }}`,
    options,
    single('"success"', (value) => value === "success"),
  );
}

/**
 * Who the token belongs to (`GET /auth/api/v1/user/me`).
 *
 * @param client An auth client.
 * @param options `signal` gives up.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { auth } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * assertEquals((await auth.whoami()).name, "Sandy Ferry");
 * ```
 *
 * @category People and tokens
 */
export async function whoami(
  client: CaveClient,
  options: AuthCallOptions = {},
): Promise<UserDocument> {
  checkOptions(options, signalKinds);
  return await sendForDocument(client, "GET", "/auth/api/v1/user/me", options, person);
}

/**
 * Whether the server takes the token, by asking it who it belongs to.
 *
 * @param client An auth client.
 * @param options `signal` gives up.
 * @returns `false` where the token is missing, wrong or no longer good.
 * @throws {ApiError} When the server fails in another way.
 * @throws {NetworkError} When no whole answer comes.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert, assertFalse } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const serverAddress = sandbox.url;
 * assert(await client({ token: sandbox.tokens.cave, serverAddress }).auth.isValid());
 * assertFalse(await client({ token: "made-up", serverAddress }).auth.isValid());
 * ```
 *
 * @category People and tokens
 */
export async function isValid(
  client: CaveClient,
  options: AuthCallOptions = {},
): Promise<boolean> {
  checkOptions(options, signalKinds);
  try {
    await whoami(client, options);
    return true;
  } catch (error) {
    const refused = isApiError(error) && (error.status === 401 || error.apiCode === "NotLoggedIn");
    if (refused) return false;
    throw error;
  }
}

/**
 * What the token's owner may do, by dataset (`GET /auth/api/v1/user/cache`): the record that every service
 * reads.
 *
 * @param client An auth client.
 * @param options `signal` gives up.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { auth } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const { permissions_v2 } = await auth.getPermissions();
 * assertEquals(permissions_v2.sandbox_cortex, ["edit", "view"]);
 * ```
 *
 * @category People and tokens
 */
export async function getPermissions(
  client: CaveClient,
  options: AuthCallOptions = {},
): Promise<PermissionsDocument> {
  checkOptions(options, signalKinds);
  return await sendForDocument(client, "GET", "/auth/api/v1/user/cache", options, person);
}

/**
 * The datasets whose terms of service the token's owner has not signed (`GET /auth/api/v1/user/missing`).
 *
 * @param client An auth client.
 * @param options `signal` gives up.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { auth } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const [terms] = await auth.getMissingTerms();
 * assertEquals(terms?.dataset_name, "sandbox_terms");
 * ```
 *
 * @category People and tokens
 */
export async function getMissingTerms(
  client: CaveClient,
  options: AuthCallOptions = {},
): Promise<TermsDocument[]> {
  checkOptions(options, signalKinds);
  return await sendForDocument(
    client,
    "GET",
    "/auth/api/v1/user/missing",
    options,
    list(document()),
  );
}
