/**
 * OAuth clients of Tapis v3: a token is all that managing them takes, and a token lasts longer with one,
 * since only a client gets refresh tokens.
 *
 * @module
 */

import { revealed, Secret } from "../../credentials/secret/secret.ts";
import type { Client } from "../../http/client.ts";
import { path } from "../../http/path.ts";
import { document, filled, list, optional, text } from "../../http/reply/shape.ts";
import { envelopeDone, envelopeResult } from "../envelope.ts";
import type { SignalOptions } from "../signal_options.ts";
import { checkOptions, type OptionKinds, signalKinds } from "../../options.ts";

/**
 * An OAuth client.
 *
 * @category OAuth clients
 */
export interface OAuthClientDocument {
  /** Its id. */
  readonly client_id: string;
  /** Where a login in a browser returns to. */
  readonly callback_url?: string | null | undefined;
  /** Its name for people. */
  readonly display_name?: string | null | undefined;
  /** What it is for. */
  readonly description?: string | null | undefined;
  /** Who owns it. */
  readonly owner?: string | undefined;
  /** Whether it is listed: a deleted one is kept, can still be used, and its id stays taken. */
  readonly active?: boolean | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * An OAuth client with its key, which the service shows at every look.
 *
 * @category OAuth clients
 */
export interface KeyedClient {
  /** Its id. */
  readonly clientId: string;
  /** Its key, which is its secret. */
  readonly clientKey: Secret;
  /** Its document, without the key. */
  readonly document: OAuthClientDocument;
}

/**
 * What a new OAuth client is made of; the service makes up what is left out.
 *
 * @category OAuth clients
 */
export interface NewClientOptions extends SignalOptions {
  /** Its id, at most 80 characters. */
  readonly clientId?: string | undefined;
  /** Its key, at most 80 characters. */
  readonly clientKey?: string | Secret | undefined;
  /** Where a login in a browser returns to, at most 200 characters. */
  readonly callbackUrl?: string | undefined;
  /** Its name for people, at most 50 characters. */
  readonly displayName?: string | undefined;
  /** What it is for, at most 70 characters. */
  readonly description?: string | undefined;
}

const newClientKinds: OptionKinds<NewClientOptions> = {
  signal: "signal",
  clientId: "text",
  clientKey: "secret",
  callbackUrl: "text",
  displayName: "text",
  description: "text",
};

const raw = document({ client_id: filled, client_key: optional(text) });

type RawClient = OAuthClientDocument & { readonly client_key?: string | undefined };

/**
 * Makes an OAuth client (`POST /v3/oauth2/clients`).
 *
 * In Python: `create_client()` of tapipy.
 *
 * @param client A Tapis v3 client.
 * @param options See {@linkcode NewClientOptions}.
 * @throws {ApiError} When the id is taken (also by a deleted client).
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert, assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * const oauthClient = await tapis.createClient({ clientId: "mine" });
 * assertEquals(oauthClient.clientId, "mine");
 * const pair = await tapis.createToken(username, password, { oauthClient });
 * assert(pair.refreshToken !== undefined);
 * ```
 *
 * @category OAuth clients
 */
export async function createClient(
  client: Client,
  options: NewClientOptions = {},
): Promise<KeyedClient> {
  checkOptions(options, newClientKinds);
  const { clientId, clientKey, callbackUrl, displayName, description } = options;
  const json = {
    client_id: clientId,
    client_key: clientKey === undefined ? undefined : revealed(clientKey),
    callback_url: callbackUrl,
    display_name: displayName,
    description,
  };
  const at = "/v3/oauth2/clients";
  return withKey(await envelopeResult(client, "POST", at, { json, signal: options.signal }, raw));
}

/**
 * Which OAuth clients are listed.
 *
 * @category OAuth clients
 */
export interface ListClientsOptions extends SignalOptions {
  /** Whether deleted ones are listed too. @default {false} */
  readonly showInactive?: boolean | undefined;
}

const listClientsKinds: OptionKinds<ListClientsOptions> = {
  signal: "signal",
  showInactive: "flag",
};

/**
 * The person's OAuth clients (`GET /v3/oauth2/clients`).
 *
 * In Python: `list_clients()` of tapipy.
 *
 * @param client A Tapis v3 client.
 * @param options `showInactive`; `signal`.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password, clientName } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const clients = await (await v3.restore({ env })).listClients();
 * assertEquals(clients.map(({ clientId }) => clientId), [clientName]);
 * ```
 *
 * @category OAuth clients
 */
export async function listClients(
  client: Client,
  options: ListClientsOptions = {},
): Promise<KeyedClient[]> {
  checkOptions(options, listClientsKinds);
  // The service looks whether it is there, not what it says.
  const query = { show_inactive: options.showInactive ? true : undefined };
  const clients = await envelopeResult<RawClient[]>(client, "GET", "/v3/oauth2/clients", {
    query,
    signal: options.signal,
  }, list(raw));
  return clients.map(withKey);
}

/**
 * One OAuth client (`GET /v3/oauth2/clients/{client_id}`).
 *
 * In Python: `get_client()` of tapipy.
 *
 * @param client A Tapis v3 client.
 * @param clientId Its id.
 * @param options `signal` gives up.
 * @throws {ApiError} When there is none, or it is another person's.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password, clientName, apiSecret } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const { clientKey } = await (await v3.restore({ env })).getClient(clientName);
 * assertEquals(clientKey.reveal(), apiSecret);
 * ```
 *
 * @category OAuth clients
 */
export async function getClient(
  client: Client,
  clientId: string,
  options: SignalOptions = {},
): Promise<KeyedClient> {
  checkOptions(options, signalKinds);
  const at = path`/v3/oauth2/clients/${{ clientId }}`;
  return withKey(await envelopeResult(client, "GET", at, options, raw));
}

/**
 * What of an OAuth client can be changed.
 *
 * @category OAuth clients
 */
export interface UpdateClientOptions extends SignalOptions {
  /** Where a login in a browser returns to. */
  readonly callbackUrl?: string | undefined;
  /** Its name for people. */
  readonly displayName?: string | undefined;
}

const updateClientKinds: OptionKinds<UpdateClientOptions> = {
  signal: "signal",
  callbackUrl: "text",
  displayName: "text",
};

/**
 * Changes an OAuth client (`PUT /v3/oauth2/clients/{client_id}`).
 *
 * In Python: `update_client()` of tapipy.
 *
 * @param client A Tapis v3 client.
 * @param clientId Its id.
 * @param options `callbackUrl`, `displayName`; `signal`.
 * @throws {ApiError} When there is none, or it is another person's.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password, clientName } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * const { document } = await tapis.updateClient(clientName, { displayName: "Mine" });
 * assertEquals(document.display_name, "Mine");
 * ```
 *
 * @category OAuth clients
 */
export async function updateClient(
  client: Client,
  clientId: string,
  options: UpdateClientOptions = {},
): Promise<KeyedClient> {
  checkOptions(options, updateClientKinds);
  const json = { callback_url: options.callbackUrl, display_name: options.displayName };
  const at = path`/v3/oauth2/clients/${{ clientId }}`;
  return withKey(await envelopeResult(client, "PUT", at, { json, signal: options.signal }, raw));
}

/**
 * Hides an OAuth client (`DELETE /v3/oauth2/clients/{client_id}`). It is no longer listed and its id stays
 * taken, but the service still gives tokens for its id and key, and renews those that it gave: end a token
 * that others may have with {@linkcode revokeToken}.
 *
 * In Python: `delete_client()` of tapipy.
 *
 * @param client A Tapis v3 client.
 * @param clientId Its id.
 * @param options `signal` gives up.
 * @throws {ApiError} When there is none, or it is another person's.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password, clientName } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * await tapis.deleteClient(clientName);
 * assertEquals((await tapis.listClients()).length, 0);
 * assertEquals((await tapis.listClients({ showInactive: true })).length, 1);
 * ```
 *
 * @category OAuth clients
 */
export async function deleteClient(
  client: Client,
  clientId: string,
  options: SignalOptions = {},
): Promise<void> {
  checkOptions(options, signalKinds);
  await envelopeDone(client, "DELETE", path`/v3/oauth2/clients/${{ clientId }}`, options);
}

function withKey({ client_key, ...document }: RawClient): KeyedClient {
  return { clientId: document.client_id, clientKey: new Secret(client_key ?? ""), document };
}
