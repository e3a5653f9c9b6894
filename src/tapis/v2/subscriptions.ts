/**
 * Which APIs an OAuth client of Tapis v2 may call.
 *
 * @module
 */

import type { Client } from "../../http/client.ts";
import { path } from "../../http/path.ts";
import { document, list } from "../../http/reply/shape.ts";
import { clientNameFor, loginKinds, type LoginOptions, withLogin } from "./session/client_login.ts";
import { envelopeDone, envelopeResult } from "../envelope.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";

/**
 * An API that an OAuth client may call.
 *
 * @category OAuth clients
 */
export interface SubscriptionDocument {
  /** The API's name, such as `Files`. */
  readonly apiName: string;
  /** Its version, such as `v2`. */
  readonly apiVersion: string;
  /** Who provides it, such as `admin`. */
  readonly apiProvider: string;
  /** Its path. */
  readonly apiContext?: string | undefined;
  /** Whether it is in service, such as `PUBLISHED`. */
  readonly apiStatus?: string | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * Whose subscriptions are meant.
 *
 * @category OAuth clients
 */
export interface SubscriptionOptions extends LoginOptions {
  /**
   * The OAuth client's name.
   *
   * @default {the session's own}
   */
  readonly clientName?: string | undefined;
}

const subscriptionKinds: OptionKinds<SubscriptionOptions> = {
  ...loginKinds,
  clientName: "text",
};

/**
 * Lets an OAuth client call an API (`POST /clients/v2/{name}/subscriptions`, AgavePy's
 * `clients_subscribe()`).
 *
 * @param client A Tapis v2 client.
 * @param apiName The API's name, such as `PublicKeys`; `*` for all.
 * @param apiVersion Its version, such as `v2`.
 * @param apiProvider Who provides it, such as `admin`.
 * @param options `clientName`; `username` and `password` where they are not known already; `signal`.
 * @throws {TypeError} When no name is given and the session does not know its own.
 * @throws {CredentialError} When name or password of the person are not known.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password, clientName } = sandbox.tokens.tapis;
 * const tapis = v2.tapisClient({ baseUrl: sandbox.url });
 * const options = { clientName, username, password };
 * await tapis.clientsSubscribe("PublicKeys", "v2", "admin", options);
 * const subscriptions = await tapis.clientsSubscriptions(options);
 * assert(subscriptions.some(({ apiName }) => apiName === "PublicKeys"));
 * ```
 *
 * @category OAuth clients
 */
export async function clientsSubscribe(
  client: Client,
  apiName: string,
  apiVersion: string,
  apiProvider: string,
  options: SubscriptionOptions = {},
): Promise<void> {
  checkOptions(options, subscriptionKinds);
  const at = path`/clients/v2/${{
    clientName: clientNameFor(client, options.clientName),
  }}/subscriptions`;
  const form = { apiName, apiVersion, apiProvider };
  await envelopeDone(await withLogin(client, options), "POST", at, {
    signal: options.signal,
    form,
  });
}

/**
 * The APIs that an OAuth client may call (`GET /clients/v2/{name}/subscriptions`, AgavePy's
 * `clients_subscribtions()`).
 *
 * @param client A Tapis v2 client.
 * @param options `clientName`; `username` and `password` where they are not known already; `signal`.
 * @throws {TypeError} When no name is given and the session does not know its own.
 * @throws {CredentialError} When name or password of the person are not known.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password, clientName } = sandbox.tokens.tapis;
 * const tapis = v2.tapisClient({ baseUrl: sandbox.url });
 * const list = await tapis.clientsSubscriptions({ clientName, username, password });
 * assert(list.every(({ apiVersion }) => apiVersion === "v2"));
 * ```
 *
 * @category OAuth clients
 */
export async function clientsSubscriptions(
  client: Client,
  options: SubscriptionOptions = {},
): Promise<SubscriptionDocument[]> {
  checkOptions(options, subscriptionKinds);
  const at = path`/clients/v2/${{
    clientName: clientNameFor(client, options.clientName),
  }}/subscriptions`;
  const basic = await withLogin(client, options);
  return await envelopeResult(basic, "GET", at, { signal: options.signal }, list(document()));
}

/**
 * Takes all APIs from an OAuth client (`DELETE /clients/v2/{name}/subscriptions`).
 *
 * @param client A Tapis v2 client.
 * @param clientName The OAuth client's name.
 * @param options `username` and `password` where they are not known already; `signal`.
 * @throws {CredentialError} When name or password of the person are not known.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password, clientName } = sandbox.tokens.tapis;
 * const tapis = v2.tapisClient({ baseUrl: sandbox.url });
 * await tapis.clientsUnsubscribeAll(clientName, { username, password });
 * const list = await tapis.clientsSubscriptions({ clientName, username, password });
 * assertEquals(list.length, 0);
 * ```
 *
 * @category OAuth clients
 */
export async function clientsUnsubscribeAll(
  client: Client,
  clientName: string,
  options: LoginOptions = {},
): Promise<void> {
  checkOptions(options, loginKinds);
  const at = path`/clients/v2/${{ clientName }}/subscriptions`;
  await envelopeDone(await withLogin(client, options), "DELETE", at, { signal: options.signal });
}
