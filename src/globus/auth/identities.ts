/**
 * Identities: the accounts that people log in with.
 *
 * @module
 */

import { callDocument } from "../../http/call.ts";
import type { Client } from "../../http/client.ts";
import { iterableOver, type Listed } from "../../http/reply/iterable_document.ts";
import type { Query } from "../../http/path.ts";
import { document, list } from "../../http/reply/shape.ts";
import { checkOptions, type OptionKinds, requiredList, requiredText } from "../../options.ts";

/** An account that a person logs in with. */
export interface IdentityDocument {
  /** Its id. */
  readonly id: string;
  /** The name the person logs in with. */
  readonly username: string;
  /** Whether anybody has logged in with it: `used`, `unused`, `private` or `closed`. */
  readonly status: string;
  /** The person's name. */
  readonly name: string | null;
  /** Electronic mail address. */
  readonly email: string | null;
  /** The organization. */
  readonly organization: string | null;
  /** The id of the identity provider. */
  readonly identity_provider: string;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/** A list of identities. */
export interface IdentitiesDocument {
  /** The identities. */
  readonly identities: readonly IdentityDocument[];
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/** Which identities are looked up: by user names or by ids, not both. */
export interface GetIdentitiesOptions {
  /** User names: one, several separated by commas, or a list. */
  readonly usernames?: string | Iterable<string> | undefined;
  /** Ids: one, several separated by commas, or a list. */
  readonly ids?: string | Iterable<string> | undefined;
  /**
   * Make identities for user names that nobody has used; sent with user names alone.
   *
   * @default {false}
   */
  readonly provision?: boolean | undefined;
  /** Further query parameters, as the service spells them. */
  readonly params?: Query | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

const getIdentitiesKinds: OptionKinds<GetIdentitiesOptions> = {
  usernames: "any",
  ids: "any",
  provision: "flag",
  params: "names",
  signal: "signal",
};

/**
 * Looks up identities (`GET /v2/api/identities`). An id that does not exist is left out of the answer;
 * a user name that nobody has used comes back with status `unused`.
 *
 * @param client An Auth client with a token, or an app's id and secret.
 * @param options `usernames` or `ids`, `provision`, `params`, `signal`.
 * @returns The document, which can be looped over for its identities.
 * @throws {TypeError} When both user names and ids are given, or a list without any.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer, authClient } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusAuth);
 * const auth = authClient({ authorizer, baseUrl: sandbox.url });
 * const { sub } = await auth.oauth2Userinfo();
 * const [person] = await auth.getIdentities({ ids: [sub] });
 * assertEquals(person?.status, "used");
 * ```
 */
export async function getIdentities(
  client: Client,
  options: GetIdentitiesOptions = {},
): Promise<Listed<IdentitiesDocument, IdentityDocument>> {
  checkOptions(options, getIdentitiesKinds);
  const { provision = false, params, signal } = options;
  const usernames = joined("usernames", options.usernames);
  const ids = joined("ids", options.ids);
  if (usernames !== undefined && ids !== undefined) {
    throw new TypeError("Identities are looked up by usernames or by ids: leave one of them out");
  }
  const listed = await callDocument<IdentitiesDocument>(client, "GET", "/v2/api/identities", {
    query: {
      usernames,
      ids,
      provision: usernames === undefined ? undefined : provision,
      ...params,
    },
    ...(signal === undefined ? {} : { signal }),
  }, document({ identities: list(document()) }));
  return iterableOver(listed, listed.identities);
}

function joined(what: string, names: string | Iterable<string> | undefined): string | undefined {
  if (names === undefined || names === "") return undefined;
  if (typeof names === "string") return names;
  const list = Array.from(requiredList(what, names), (name) => requiredText(what, name));
  // Without any, the service would be asked about no one in particular.
  if (list.length === 0) throw new TypeError(`${what} names nobody: give one at least`);
  return list.join(",");
}
