/**
 * OAuth clients of Tapis v2: every call that gets a token shows a client's key and secret. Managing
 * them takes a name and a password, not a token.
 *
 * @module
 */

import { Secret } from "../../credentials/secret/secret.ts";
import type { Client } from "../../http/client.ts";
import { ApiError } from "../../http/reply/errors.ts";
import { path } from "../../http/path.ts";
import { document, filled, list } from "../../http/reply/shape.ts";
import { clientNameFor, loginKinds, type LoginOptions, withLogin } from "./session/client_login.ts";
import { checkedClientName, randomClientName } from "./client_name.ts";
import { envelopeDone, envelopeResult } from "../envelope.ts";
import { checkOptions } from "../../options.ts";

/**
 * An OAuth client as the service describes it.
 *
 * @category OAuth clients
 */
export interface ClientDocument {
  /** Its name. */
  readonly name: string;
  /** What it is for. */
  readonly description: string | null;
  /** Its key. */
  readonly consumerKey: string;
  /** Its tier, such as `Unlimited`. */
  readonly tier?: string | undefined;
  /** Where a login in a browser would return to. */
  readonly callbackUrl?: string | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

const oauthClient = document({ name: filled });

/**
 * A new OAuth client. Its secret is shown this once.
 *
 * @category OAuth clients
 */
export interface NewClient {
  /** Its name. */
  readonly clientName: string;
  /** Its key. */
  readonly apiKey: string;
  /** Its secret. */
  readonly apiSecret: Secret;
  /** All three as plain text, with the keys of AgavePy. */
  reveal(): {
    readonly api_key: string;
    readonly api_secret: string;
    readonly client_name: string;
  };
}

/**
 * Makes an OAuth client (`POST /clients/v2`, AgavePy's `clients_create()`). Its key and secret can then
 * get tokens; write them down, since the service does not show the secret again.
 *
 * @param client A Tapis v2 client.
 * @param name The new client's name; a made-up one by default.
 * @param options `description`; `username` and `password` where they are not known already; `signal`.
 * @throws {TypeError} When the name is not valid.
 * @throws {CredentialError} When name or password of the person are not known.
 * @throws {ApiError} When the service refuses, or answers without key and secret.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const tapis = v2.tapisClient({ baseUrl: sandbox.url });
 * const made = await tapis.clientsCreate("my_client", { username, password });
 * const pair = await tapis.createToken(username, password, { oauthClient: made });
 * assertEquals([made.clientName, pair.token_type], ["my_client", "bearer"]);
 * ```
 *
 * @category OAuth clients
 */
export async function clientsCreate(
  client: Client,
  name?: string,
  options: LoginOptions & { readonly description?: string | undefined } = {},
): Promise<NewClient> {
  checkOptions(options, {
    ...loginKinds,
    description: "text",
  });
  const clientName = checkedClientName(name ?? randomClientName());
  const basic = await withLogin(client, options);
  const { description } = options;
  const form = { clientName, description, tier: "Unlimited", callbackUrl: "" };
  const made = await envelopeResult<Record<string, unknown>>(basic, "POST", "/clients/v2", {
    signal: options.signal,
    form,
  }, document());
  const { consumerKey: apiKey, consumerSecret } = made;
  if (typeof apiKey !== "string" || typeof consumerSecret !== "string") {
    throw new ApiError({
      service: client.service,
      method: "POST",
      url: `${client.baseUrl}/clients/v2`,
      status: 200,
      explanation: "the answer has no key and secret",
      text: "",
    });
  }
  const apiSecret = new Secret(consumerSecret);
  return {
    clientName,
    apiKey,
    apiSecret,
    reveal: () => ({ api_key: apiKey, api_secret: consumerSecret, client_name: clientName }),
  };
}

/**
 * The person's OAuth clients, without their secrets (`GET /clients/v2`, AgavePy's `clients_list()`).
 *
 * @param client A Tapis v2 client.
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
 * const clients = await tapis.clientsList({ username, password });
 * assertEquals(clients.map(({ name }) => name), ["DefaultApplication", clientName]);
 * ```
 *
 * @category OAuth clients
 */
export async function clientsList(
  client: Client,
  options: LoginOptions = {},
): Promise<ClientDocument[]> {
  checkOptions(options, loginKinds);
  const basic = await withLogin(client, options);
  return await envelopeResult(
    basic,
    "GET",
    "/clients/v2",
    { signal: options.signal },
    list(oauthClient),
  );
}

/**
 * One OAuth client, without its secret (`GET /clients/v2/{name}`).
 *
 * @param client A Tapis v2 client.
 * @param clientName The OAuth client's name.
 * @param options `username` and `password` where they are not known already; `signal`.
 * @throws {CredentialError} When name or password of the person are not known.
 * @throws {ApiError} When the service refuses, or has no such client.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password, clientName, apiKey } = sandbox.tokens.tapis;
 * const tapis = v2.tapisClient({ baseUrl: sandbox.url });
 * const { consumerKey } = await tapis.clientsGet(clientName, { username, password });
 * assertEquals(consumerKey, apiKey);
 * ```
 *
 * @category OAuth clients
 */
export async function clientsGet(
  client: Client,
  clientName: string,
  options: LoginOptions = {},
): Promise<ClientDocument> {
  checkOptions(options, loginKinds);
  const at = path`/clients/v2/${{ clientName }}`;
  const basic = await withLogin(client, options);
  return await envelopeResult(basic, "GET", at, { signal: options.signal }, oauthClient);
}

/**
 * Deletes an OAuth client (`DELETE /clients/v2/{name}`, AgavePy's `clients_delete()`). Tokens obtained with
 * it cannot be renewed any more.
 *
 * @param client A Tapis v2 client.
 * @param clientName The OAuth client's name; the session's own by default.
 * @param options `username` and `password` where they are not known already; `signal`.
 * @throws {TypeError} When no name is given and the session does not know its own.
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
 * await tapis.clientsDelete(clientName, { username, password });
 * assertEquals((await tapis.clientsList({ username, password })).length, 1);
 * ```
 *
 * @category OAuth clients
 */
export async function clientsDelete(
  client: Client,
  clientName?: string,
  options: LoginOptions = {},
): Promise<void> {
  checkOptions(options, loginKinds);
  const at = path`/clients/v2/${{ clientName: clientNameFor(client, clientName) }}`;
  await envelopeDone(await withLogin(client, options), "DELETE", at, { signal: options.signal });
}
