/**
 * People of a Tapis v3 tenant.
 *
 * @module
 */

import type { Client } from "../../http/client.ts";
import { pageKinds, type PageOptions, type Pages } from "../../http/pages.ts";
import { path } from "../../http/path.ts";
import { document, filled } from "../../http/reply/shape.ts";
import { envelopeResult } from "../envelope.ts";
import { envelopePages } from "../envelope_pages.ts";
import type { SignalOptions } from "../signal_options.ts";
import { checkOptions, signalKinds } from "../../options.ts";

const profile = document({ username: filled });

/**
 * A person's profile. The name alone is sure to be there.
 *
 * @category People
 */
export interface ProfileDocument {
  /** The name the person logs in with. */
  readonly username: string;
  /** Given name. */
  readonly given_name?: string | null | undefined;
  /** Family name. */
  readonly last_name?: string | null | undefined;
  /** Electronic mail address. */
  readonly email?: string | null | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * The profile of the person that the token belongs to (`GET /v3/oauth2/userinfo`).
 *
 * In Python: `get_userinfo()` of tapipy.
 *
 * @param client A Tapis v3 client.
 * @param options `signal` gives up.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * assertEquals((await tapis.getUserinfo()).username, username);
 * ```
 *
 * @category People
 */
export async function getUserinfo(
  client: Client,
  options: SignalOptions = {},
): Promise<ProfileDocument> {
  checkOptions(options, signalKinds);
  return await envelopeResult(client, "GET", "/v3/oauth2/userinfo", options, profile);
}

/**
 * A person's profile (`GET /v3/oauth2/profiles/{username}`).
 *
 * In Python: `get_profile()` of tapipy.
 *
 * @param client A Tapis v3 client.
 * @param username The person's name.
 * @param options `signal` gives up.
 * @throws {ApiError} When there is no such person.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * assertEquals((await tapis.getProfile(username)).username, username);
 * ```
 *
 * @category People
 */
export async function getProfile(
  client: Client,
  username: string,
  options: SignalOptions = {},
): Promise<ProfileDocument> {
  checkOptions(options, signalKinds);
  const at = path`/v3/oauth2/profiles/${{ username }}`;
  return await envelopeResult(client, "GET", at, options, profile);
}

/**
 * The people of the tenant (`GET /v3/oauth2/profiles`), where it keeps them itself.
 *
 * In Python: `list_profiles()` of tapipy.
 *
 * @param client A Tapis v3 client.
 * @param options `maxItems`, `pageSize` (at most 100), `prefetch`, `signal`.
 * @throws {ApiError} While it is iterated, when the tenant's people come from elsewhere.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const { items } = await (await v3.restore({ env })).listProfiles().collect();
 * assertEquals(items.map((person) => person.username), [username]);
 * ```
 *
 * @category People
 */
export function listProfiles(
  client: Client,
  options: PageOptions = {},
): Pages<ProfileDocument, ProfileDocument[]> {
  checkOptions(options, pageKinds);
  const facts = { largest: 100, item: profile };
  return envelopePages(client, "/v3/oauth2/profiles", facts, options);
}
