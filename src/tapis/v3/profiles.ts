/**
 * People of a Tapis v3 tenant.
 *
 * @module
 */

import type { Client } from "../../http/client.ts";
import { paged, type PageOptions, type Pages } from "../../http/pages.ts";
import { path } from "../../http/path.ts";
import { document, filled, list } from "../../http/reply/shape.ts";
import { envelopeResult } from "../envelope.ts";
import { signalOf, type SignalOptions } from "../signal_options.ts";
import { checkOptions, type OptionKinds, requiredClient, signalKinds } from "../../options.ts";

const pageKinds: OptionKinds<PageOptions> = {
  maxItems: "number",
  pageSize: "number",
  signal: "signal",
  prefetch: "flag",
};

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
  return await envelopeResult(client, "GET", "/v3/oauth2/userinfo", signalOf(options), profile);
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
  return await envelopeResult(client, "GET", at, signalOf(options), profile);
}

/**
 * The people of the tenant (`GET /v3/oauth2/profiles`), where it keeps them itself.
 *
 * In Python: `list_profiles()` of tapipy.
 *
 * @param client A Tapis v3 client.
 * @param options `maxItems`, `pageSize` (at most 100), `prefetch`, `signal`.
 * @throws {ApiError} While it is iterated, when the tenant's people come from elsewhere.
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
  requiredClient(client);
  return paged<ProfileDocument, ProfileDocument[]>({
    place: { service: client.service, baseUrl: client.baseUrl, path: "/v3/oauth2/profiles" },
    largest: 100,
    first: (limit) => ({ limit, offset: 0 }),
    next: (page, seen, limit) => page.length < limit ? undefined : { offset: seen },
    items: (page) => page,
    load: (query, signal) => {
      const call = { query, signal };
      return envelopeResult(client, "GET", "/v3/oauth2/profiles", call, list(profile));
    },
  }, options);
}
