/**
 * From a place to the port that reaches it, with the credential that is found for it.
 *
 * @module
 */

import type { ClientOptions } from "../http/client.ts";
import { behaviourKinds } from "../http/client.ts";
import type { RestoreOptions as GlobusOptions } from "../globus/restore.ts";
import { restoreCollections } from "../globus/restore_collection.ts";
import type { EndpointDocument } from "../globus/transfer/documents.ts";
import type { TransferClient } from "../globus/transfer/client.ts";
import { findPlace, isUuid } from "../globus/transfer/files/find_place.ts";
import type { TapisClient } from "../tapis/v3/client.ts";
import {
  restore as restoreTapis,
  type RestoreOptions as TapisOptions,
} from "../tapis/v3/restore.ts";
import { checkOptions, type OptionKinds, pickOptions } from "../options.ts";
import { parsePlace, type Place, placeOf } from "./place.ts";
import type { Port } from "./ports/port.ts";
import { globusPort } from "./ports/globus.ts";
import { localPort } from "./ports/local.ts";
import { tapisPort } from "./ports/tapis.ts";
import { webPort } from "./ports/web.ts";

/**
 * Where credentials are looked for, and how requests are sent.
 *
 * @category Places
 */
export interface ConnectOptions {
  /** What `globus.restore()` takes. */
  readonly globus?: GlobusOptions | undefined;
  /** What `tapis.v3.restore()` takes. */
  readonly tapis?: TapisOptions | undefined;
  /** How files of the web are asked for. */
  readonly web?: Omit<ClientOptions, "authorizer" | "baseUrl"> | undefined;
}

/** The options of {@linkcode openPlace}, as a value. */
export const connectKinds: OptionKinds<ConnectOptions> = {
  globus: "object",
  tapis: "object",
  web: "object",
};

/**
 * A place that can be read and written.
 *
 * @category Places
 */
export interface OpenPlace {
  /** The place, a bookmark led to its collection. */
  readonly place: Place;
  /** What it can do. */
  readonly port: Port;
  /** The path. */
  readonly path: string;
  /** What Globus knows of the collection, where its files were opened. */
  readonly collection?: EndpointDocument;
  /** A client of the engine that copies by itself between places of its kind. */
  readonly engine: { readonly transfer?: TransferClient; readonly tapis?: TapisClient };
}

/**
 * Whether the bytes of files go through this machine, or an engine moves them.
 *
 * @category Places
 */
export interface OpenHow {
  /**
   * Whether files are read or written by this program. Those of a collection need a token of their own.
   *
   * @default {true}
   */
  readonly files?: boolean | undefined;
}

/**
 * Opens a place with the credential that is found for it, so that {@linkcode copyFile} and
 * {@linkcode verify} can be used with it.
 *
 * @param place The place.
 * @param options See {@linkcode ConnectOptions}.
 * @throws {PlaceError} When it is not a place.
 * @throws {CredentialError} When there is no credential; of a collection's files, it says how to log in for
 * them.
 * @throws {RangeError} When the collection serves no files over HTTPS, or there is no such bookmark.
 *
 * @example
 * ```ts
 * import { openPlace } from "@keyferry/keyferry/ferry";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const tapis = { baseUrl: sandbox.url, username, password, env: {} };
 * const { port, path } = await openPlace("tapis:lab:/README.txt", { tapis });
 * assertEquals((await port.stat(path))?.type, "file");
 * ```
 *
 * @category Places
 */
export async function openPlace(
  place: string | Place,
  options: ConnectOptions & OpenHow = {},
): Promise<OpenPlace> {
  checkOptions(options, { ...connectKinds, files: "flag" });
  const { files = true, globus = {}, tapis = {}, web = {} } = options;
  const known = placeOf("place", place);
  const at = (port: Port, place: Place = known, engine: OpenPlace["engine"] = {}): OpenPlace => {
    return { place, port, path: place.path, engine };
  };
  switch (known.kind) {
    case "local":
      return at(localPort());
    case "web":
      return at(webPort(known, pickOptions(web, behaviourKinds)));
    case "tapis": {
      const client = await restoreTapis(tapis);
      return at(tapisPort(client, known.system), known, { tapis: client });
    }
    case "globus": {
      const { transfer, filesOf } = await restoreCollections(globus);
      const found = isUuid(known.collection) ? known : await bookmarked(transfer, known);
      const served = files ? await filesOf(found.collection) : undefined;
      const port = globusPort(transfer, found.collection, served?.files);
      const collection = served && { collection: served.collection };
      return { ...at(port, found, { transfer }), ...collection };
    }
  }
}

async function bookmarked(
  transfer: TransferClient,
  place: Extract<Place, { readonly kind: "globus" }>,
): Promise<typeof place> {
  const { collection, path } = await findPlace(transfer, `${place.collection}:${place.path}`);
  const found = parsePlace(`globus:${collection}:${path ?? "/"}`);
  return { ...place, collection, path: found.path };
}
