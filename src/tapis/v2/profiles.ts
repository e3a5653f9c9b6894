/**
 * Tapis v2 profiles: who a token belongs to.
 *
 * @module
 */

import type { Client } from "../../http/client.ts";
import { pageKinds, type PageOptions, type Pages } from "../../http/pages.ts";
import { document, filled } from "../../http/reply/shape.ts";
import { envelopeResult } from "../envelope.ts";
import { envelopePages } from "../envelope_pages.ts";
import { checkOptions, type OptionKinds, signalKinds } from "../../options.ts";

const profile = document({ username: filled });

/**
 * A person's profile.
 *
 * @category People
 */
export interface ProfileDocument {
  /** The name the person logs in with. */
  readonly username: string;
  /** Given name. */
  readonly first_name?: string | undefined;
  /** Family name. */
  readonly last_name?: string | undefined;
  /** Both. */
  readonly full_name?: string | undefined;
  /** Electronic mail address. */
  readonly email?: string | undefined;
  /** Telephone number. */
  readonly phone?: string | undefined;
  /** Mobile telephone number. */
  readonly mobile_phone?: string | undefined;
  /** Whether the account is active. */
  readonly status?: string | undefined;
  /** When the account was made, such as `20140515180317Z`. */
  readonly create_time?: string | undefined;
  /** The numeric user id. */
  readonly uid?: number | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * The profile of the person that the token belongs to (`GET /profiles/v2/me`, AgavePy's
 * `profiles.get()`).
 *
 * @param client A Tapis v2 client.
 * @param options `signal` gives up.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const tapis = await v2.restore(await sandboxSurroundings(sandbox.home));
 * assert((await tapis.profilesGet()).username !== "");
 * ```
 *
 * @category People
 */
export async function profilesGet(
  client: Client,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ProfileDocument> {
  checkOptions(options, signalKinds);
  return await envelopeResult(client, "GET", "/profiles/v2/me", options, profile);
}

/**
 * Who is looked for. Texts must agree with a person's own in the way the service compares them.
 *
 * @category People
 */
export interface ProfileSearch extends PageOptions {
  /** The name the person logs in with. */
  readonly username?: string | undefined;
  /** Electronic mail address. */
  readonly email?: string | undefined;
  /** Given name. */
  readonly firstName?: string | undefined;
  /** Family name. */
  readonly lastName?: string | undefined;
  /** Both. */
  readonly fullName?: string | undefined;
  /** Any of the names. */
  readonly name?: string | undefined;
  /** Whether the account is active. */
  readonly status?: string | undefined;
}

const profileSearchKinds: OptionKinds<ProfileSearch> = {
  ...pageKinds,
  username: "text",
  email: "text",
  firstName: "text",
  lastName: "text",
  fullName: "text",
  name: "text",
  status: "text",
};

/** The most that the service gives at once. */
const largestPage = 250;

/**
 * People of the tenant (`GET /profiles/v2`, AgavePy's `profiles.list()`).
 *
 * @param client A Tapis v2 client.
 * @param search Who is looked for; `maxItems`, `pageSize`, `prefetch`, `signal`.
 * @throws {ApiError} While it is iterated, when the token is refused.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const tapis = await v2.restore(await sandboxSurroundings(sandbox.home));
 * const { items } = await tapis.profilesSearch({ username: tapis.session.username ?? "" }).collect();
 * assertEquals(items.length, 1);
 * ```
 *
 * @category People
 */
export function profilesSearch(
  client: Client,
  search: ProfileSearch = {},
): Pages<ProfileDocument, ProfileDocument[]> {
  checkOptions(search, profileSearchKinds);
  const { username, email, name, status } = search;
  const query = {
    name,
    email,
    first_name: search.firstName,
    last_name: search.lastName,
    full_name: search.fullName,
    status,
    username,
  };
  const facts = { largest: largestPage, item: profile, query };
  return envelopePages(client, "/profiles/v2", facts, search);
}
