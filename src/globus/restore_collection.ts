/** Finding the token for a collection's own files, and making a client with it. */

import { ArgumentRangeError } from "../argument_error.ts";
import { loginCall, type LoginStep } from "../credentials/errors/step.ts";
import { type Cargo, checkDestination } from "../credentials/destination.ts";
import { CredentialError } from "../credentials/errors/errors.ts";
import { findAmong } from "../credentials/platform.ts";
import type { Report } from "../credentials/sources/report.ts";
import type { Secret } from "../credentials/secret/secret.ts";
import { type Authorizer, withOrigin } from "../http/authorizer.ts";
import { accessTokenAuthorizer } from "../http/access_token_authorizer.ts";
import type { AppClient } from "./auth/app_client.ts";
import { bareAuthClient } from "./auth/client.ts";
import { serviceUrls } from "./config.ts";
import { platform } from "./platform.ts";
import { memoryAuthorizer, refreshingAuthorizer } from "./renewal.ts";
import { clientsWith, restoreKinds, type RestoreOptions } from "./restore.ts";
import { httpsScope } from "./scopes.ts";
import { recordStore } from "./storage/token_file.ts";
import { buysItsOwn, type GlobusTokens } from "./tokens.ts";
import { type CollectionClient, collectionClient } from "./transfer/files/collection_client.ts";
import type { TransferClient } from "./transfer/client.ts";
import type { EndpointDocument } from "./transfer/documents.ts";
import { checkArguments, checkOptions } from "../options.ts";
import { clientPart } from "../http/client.ts";

/**
 * A collection, and a client for its files.
 *
 * @category Start here
 */
export interface CollectionFiles {
  /** Reads and writes the collection's files over HTTPS. */
  readonly files: CollectionClient;
  /** What Globus knows of the collection. */
  readonly collection: EndpointDocument;
  /** The name of the source that had the tokens. */
  readonly source: string;
}

/**
 * Finds Globus tokens, asks Transfer where a collection serves its files over HTTPS, and returns a
 * client for them. The token for that, of the collection's own {@linkcode httpsScope}, is looked for
 * beside the one for Transfer, in the same storage; a client's id and secret get one.
 *
 * @param collectionId The collection's id.
 * @param options What narrows the search, and how the clients behave.
 * @throws {CredentialError} When there is no token for Transfer, or none for the collection's files.
 * @throws {RangeError} When the collection serves no files over HTTPS.
 * @throws {ApiError} When there is no such collection.
 *
 * @example
 * ```ts
 * import { restoreCollection } from "@keyferry/keyferry/globus";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { id, secret } = sandbox.tokens.globusClient;
 * const { collection } = await restoreCollection(sandbox.collections[0]?.id ?? "", {
 *   ...await sandboxSurroundings(sandbox.home),
 *   clientId: id,
 *   clientSecret: secret,
 * });
 * assertEquals(collection.display_name, "lab");
 * ```
 *
 * @category Start here
 */
export async function restoreCollection(
  collectionId: string,
  options: RestoreOptions = {},
): Promise<CollectionFiles> {
  checkArguments({ collectionId }, { collectionId: "text" });
  return await (await restoreCollections(options)).filesOf(collectionId);
}

/** A client for Transfer, and those for the files of collections, by tokens that were found once. */
export interface Collections {
  /** Globus Transfer. */
  readonly transfer: TransferClient;
  /**
   * A collection, and a client for its files; see {@linkcode restoreCollection}.
   *
   * @param collectionId The collection's id.
   */
  readonly filesOf: (collectionId: string) => Promise<CollectionFiles>;
}

/**
 * Finds Globus tokens for Transfer and for files of collections.
 *
 * @param options What narrows the search, and how the clients behave.
 * @throws {CredentialError} When there is no token for Transfer.
 */
export async function restoreCollections(options: RestoreOptions): Promise<Collections> {
  checkOptions(options, restoreKinds);
  const { value, choice, source, report, origin } = await findAmong(platform, options);
  const urls = serviceUrls(choice, value.addresses);
  const { baseUrl: _baseUrl, ...behaviour } = clientPart(options);
  const { transfer } = clientsWith(value, urls, behaviour, origin);
  const auth = bareAuthClient({ ...behaviour, baseUrl: urls.auth.url });
  const filesOf = async (collectionId: string): Promise<CollectionFiles> => {
    const collection = await transfer.getEndpoint(collectionId);
    const { https_server: server, display_name: name } = collection;
    if (!server) {
      throw new ArgumentRangeError(
        `The collection ${name ?? collectionId} serves no files over HTTPS: use a transfer`,
      );
    }
    const place = { server, namedBy: transfer.baseUrl };
    const authorizer = await authorizerOf(collectionId, place, { value, source, report }, auth);
    return {
      files: collectionClient(server, { ...behaviour, authorizer: withOrigin(authorizer, origin) }),
      collection,
      source,
    };
  };
  return { transfer, filesOf };
}

interface Found {
  readonly value: GlobusTokens;
  readonly source: string;
  readonly report: Report;
}

async function authorizerOf(
  id: string,
  { server, namedBy }: { readonly server: string; readonly namedBy: string },
  { value: tokens, source, report }: Found,
  auth: AppClient,
): Promise<Authorizer> {
  const scope = httpsScope(id).scope;
  const wanted = "Globus token for the collection's files";
  const { client, stored } = tokens;
  const check = async (secret: Secret): Promise<void> => {
    // Transfer itself names the address, in a reply to the person's own token.
    const issuers = [new URL(server).origin];
    const cargo: Cargo = { secret, source, from: tokens.from, issuers };
    const chosen = { chosenBy: "default", name: "https_server" } as const;
    const destination = { url: server, namedBy, ...chosen };
    await checkDestination(cargo, destination, { ...report, wanted });
  };
  if (buysItsOwn(tokens)) {
    await check(tokens.client.clientSecret);
    return memoryAuthorizer({ scopes: [scope], server: id }, tokens.client, auth);
  }
  const record = (await stored?.file.load())?.get(stored?.namespace ?? "")?.get(id);
  if (stored === undefined || record === undefined || !record.scope.split(" ").includes(scope)) {
    const step: LoginStep = { kind: "log in", platform: "Globus", scopes: [scope], collection: id };
    const known: LoginStep = stored?.file.loginOf?.(step) ?? step;
    const cell = loginCall("globus", [
      known.clientId === undefined ? "clientId" : `clientId: ${JSON.stringify(known.clientId)}`,
      ...known.app === undefined ? [] : [`app: ${JSON.stringify(known.app)}`],
      `scopes: ${JSON.stringify([scope])}`,
    ]);
    throw new CredentialError(
      `There is no ${wanted} (${id}) next to the one for Transfer from ${source}`,
      { ...report, wanted },
      { step: known.kind === "log in" ? { ...known, cell } : known },
    );
  }
  await check(record.accessToken);
  if (record.refreshToken === undefined || client === undefined) {
    return accessTokenAuthorizer(record.accessToken);
  }
  return refreshingAuthorizer(
    record,
    client,
    recordStore(stored.file, stored.namespace, record),
    auth,
  );
}
