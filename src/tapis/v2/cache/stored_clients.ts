/** OAuth clients in the cache: their keys and secrets lie beside the tokens, and before the first ones. */

import type { Secret } from "../../../credentials/secret/secret.ts";
import { type Surroundings, surroundingsKinds } from "../../../credentials/surroundings.ts";
import { checkedBaseUrl } from "../../../http/base_url.ts";
import { keepSession } from "../session/_keep_session.ts";
import { placesIn, readCache } from "./cache_store.ts";
import type { NewClient } from "../clients.ts";
import { matches, type SessionChoice, sessionChoiceKinds } from "./from_cache.ts";
import { placesInConfig, placesInCurrent } from "./record_places.ts";
import { identityOf, sessionIn, type SessionRecord } from "./session_record.ts";
import { asSecret } from "../session/renewal.ts";
import { currentPath } from "../session/sessions.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * An OAuth client in the cache.
 *
 * @category Sessions
 */
export interface StoredClient {
  /** The tenant's address. */
  readonly baseUrl: string;
  /** The tenant's id, where known. */
  readonly tenantId: string | undefined;
  /** The person, where known. */
  readonly username: string | undefined;
  /** Its name, where known. */
  readonly clientName: string | undefined;
  /** Its key. */
  readonly apiKey: string;
  /** Its secret. */
  readonly apiSecret: Secret;
}

/**
 * Whose an OAuth client is.
 *
 * @category Sessions
 */
export interface StoreClientOptions extends Surroundings {
  /** The tenant's id. */
  readonly tenantId?: string | undefined;
  /** The person. */
  readonly username?: string | undefined;
}

const storeClientKinds: OptionKinds<StoreClientOptions> = {
  ...surroundingsKinds,
  tenantId: "text",
  username: "text",
};

/**
 * Keeps a new OAuth client in the cache that the Bash CLI and AgavePy share: the service does not show
 * its secret again. The current session stays the current one; if no session is current, the record
 * becomes the current one, without a token as yet, as the Bash CLI's `clients-create -S` has it.
 *
 * @param made What `clientsCreate()` gave.
 * @param baseUrl The tenant's address.
 * @param options `tenantId`, `username`; where variables and home folder come from.
 * @throws {FileError} When the cache cannot be written.
 * @throws {PermissionNeededError} When Deno may not write there.
 * @throws {CredentialError} When it is a sandbox's, and the folder is not.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const surroundings = await sandboxSurroundings(sandbox.home);
 * const { username, password } = sandbox.tokens.tapis;
 * const made = await v2.clientsCreate(v2.tapisClient({ baseUrl: sandbox.url }), "my_client", {
 *   username,
 *   password,
 * });
 * await v2.storeClient(made, sandbox.url, { username, ...surroundings });
 * const [stored] = await v2.storedClients({}, surroundings);
 * assertEquals([stored?.clientName, stored?.apiKey], ["my_client", made.apiKey]);
 * ```
 *
 * @category Sessions
 */
export async function storeClient(
  made: NewClient,
  baseUrl: string,
  options: StoreClientOptions = {},
): Promise<void> {
  checkArguments({ made, baseUrl }, { made: "names", baseUrl: "text" });
  checkArguments(
    {
      "made.clientName": made.clientName,
      "made.apiKey": made.apiKey,
      "made.apiSecret": made.apiSecret,
    },
    { "made.clientName": "text", "made.apiKey": "text", "made.apiSecret": "secret" },
  );
  checkOptions(options, storeClientKinds);
  const { tenantId, username, ...surroundings } = options;
  const { clientName, apiKey } = made;
  const session: SessionRecord = {
    baseUrl: checkedBaseUrl(baseUrl),
    tenantId,
    username,
    clientName,
    apiKey,
    apiSecret: asSecret(made.apiSecret),
    accessToken: undefined,
    refreshToken: undefined,
    createdAt: undefined,
    expiresAt: undefined,
  };
  await keepSession(session, surroundings);
}

/**
 * The OAuth clients in the cache whose key and secret are known, those of the current session first.
 * Touches no network.
 *
 * @param choice The tenant, user, OAuth client's name or key that they are to have.
 * @param surroundings Where variables and home folder come from.
 * @throws {FileError} When there is no folder to look in.
 * @throws {PermissionNeededError} When Deno may not look.
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
 * const surroundings = await sandboxSurroundings(sandbox.home);
 * const clients = await v2.storedClients({ username: "ferry" }, surroundings);
 * assertEquals(clients.map(({ clientName }) => clientName), ["keyferry-sandbox"]);
 * ```
 *
 * @category Sessions
 */
export async function storedClients(
  choice: SessionChoice = {},
  surroundings: Surroundings = {},
): Promise<StoredClient[]> {
  checkOptions(choice, sessionChoiceKinds);
  checkOptions(surroundings, surroundingsKinds);
  const { current, config } = await readCache(currentPath(surroundings));
  const places = [...placesIn(current, placesInCurrent), ...placesIn(config, placesInConfig)];
  const found = new Map<string, StoredClient>();
  for (const place of places.filter((place) => matches(place, choice))) {
    const session = sessionIn(place.fields);
    const { baseUrl, tenantId, username, clientName, apiKey, apiSecret } = session;
    if (baseUrl === "" || apiKey === undefined || apiSecret === undefined) continue;
    const client = { baseUrl, tenantId, username, clientName, apiKey, apiSecret };
    const identity = identityOf(session);
    if (!found.has(identity)) found.set(identity, client);
  }
  return [...found.values()];
}
