/**
 * Identities: the accounts that people log in with.
 *
 * @module
 */

import { ArgumentTypeError } from "../../argument_error.ts";
import { callDocument } from "../../http/call.ts";
import type { Client } from "../../http/client.ts";
import { iterableOver, type Listed } from "../../http/reply/iterable_document.ts";
import type { Query } from "../../http/path.ts";
import { document, list } from "../../http/reply/shape.ts";
import { checkOptions, type OptionKinds, requiredList, requiredText } from "../../options.ts";

/**
 * An account that a person logs in with.
 *
 * @category People
 */
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

/**
 * A list of identities.
 *
 * @category People
 */
export interface IdentitiesDocument {
  /** The identities. */
  readonly identities: readonly IdentityDocument[];
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * Which identities are looked up: by user names or by ids, not both.
 *
 * @category People
 */
export interface GetIdentitiesOptions {
  /** User names: one, several separated by commas, or a list of any length. */
  readonly usernames?: string | Iterable<string> | undefined;
  /** Ids: one, several separated by commas, or a list of any length. */
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

/** The service takes so many at once. */
const mostAtOnce = 100;

/**
 * Looks up identities (`GET /v2/api/identities`). An id that does not exist is left out of the answer;
 * a user name that nobody has used comes back with status `unused`. More than 100 are looked up in several
 * calls, one after the other, and come back in one document.
 *
 * In Python: `get_identities()` of globus-sdk.
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
 *
 * @category People
 */
export async function getIdentities(
  client: Client,
  options: GetIdentitiesOptions = {},
): Promise<Listed<IdentitiesDocument, IdentityDocument>> {
  checkOptions(options, getIdentitiesKinds);
  const usernames = inBatches("usernames", options.usernames);
  const ids = inBatches("ids", options.ids);
  if (usernames !== undefined && ids !== undefined) {
    throw new ArgumentTypeError(
      "Identities are looked up by usernames or by ids: leave one of them out",
    );
  }
  const { provision = false } = options;
  const batches = usernames?.map((usernames) => ({ usernames, provision })) ??
    ids?.map((ids) => ({ ids })) ?? [{}];
  const found: IdentitiesDocument[] = [];
  for (const batch of batches) found.push(await lookUp(client, batch, options));
  const [only] = found;
  if (found.length === 1 && only !== undefined) return iterableOver(only, only.identities);
  // Who is named twice is one identity, in two batches as in one.
  const byId = new Map(found.flatMap(({ identities }) => identities.map((one) => [one.id, one])));
  const whole: IdentitiesDocument = { ...only, identities: [...byId.values()] };
  return iterableOver(whole, whole.identities);
}

async function lookUp(
  client: Client,
  query: Query,
  { params, signal }: GetIdentitiesOptions,
): Promise<IdentitiesDocument> {
  return await callDocument(client, "GET", "/v2/api/identities", {
    query: { ...query, ...params },
    signal,
  }, document({ identities: list(document()) }));
}

/** The names or ids, as many as the service takes at once in each text. */
function inBatches(
  what: string,
  names: string | Iterable<string> | undefined,
): string[] | undefined {
  if (names === undefined || names === "") return undefined;
  const list = typeof names === "string"
    ? names.split(",")
    : Array.from(requiredList(what, names), (name) => requiredText(what, name));
  // Without any, the service would be asked about no one in particular.
  if (list.length === 0) throw new ArgumentTypeError(`${what} names nobody: give one at least`);
  const count = Math.ceil(list.length / mostAtOnce);
  return Array.from({ length: count }, (_, index) => {
    return list.slice(index * mostAtOnce, (index + 1) * mostAtOnce).join(",");
  });
}
