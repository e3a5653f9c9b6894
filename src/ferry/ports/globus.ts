/** The port of a Globus collection. */

import { isApiError } from "../../http/reply/errors.ts";
import type { TransferClient } from "../../globus/transfer/client.ts";
import type { FileDocument } from "../../globus/transfer/documents.ts";
import { collectionFile } from "../../globus/transfer/files/_collection_file.ts";
import type { CollectionClient } from "../../globus/transfer/files/collection_client.ts";
import type { Entry, Port } from "./port.ts";
import { childPath, ifThere, remoteFile, sent, timeOf } from "./remote.ts";

/** So many entries are listed at once: a folder of 100,000 does not have to fit into memory. */
const pageSize = 20_000;

/**
 * Files and folders of a collection: Transfer lists them, its HTTPS server has what is in them.
 *
 * @param transfer A Transfer client.
 * @param collection The collection's id.
 * @param files A client for its files, where they are read or written.
 */
export function globusPort(
  transfer: TransferClient,
  collection: string,
  files?: CollectionClient,
): Port {
  const server = (): CollectionClient => {
    if (files !== undefined) return files;
    throw new TypeError("The files of this collection were not asked for: only Transfer was");
  };
  return {
    join: childPath,
    async stat(path, signal) {
      const file = await ifThere(() => transfer.operationStat(collection, path, { signal }));
      // A link that is named itself is followed.
      return file && entryOf({ ...file, link_target: null });
    },
    async *list(path, signal) {
      const how = { path: `${path.replace(/\/$/, "")}/`, maxDepth: 1, pageSize, signal };
      for await (const { file } of transfer.walk(collection, how)) yield entryOf(file);
    },
    read: (path, { size }) => remoteFile(collectionFile(server(), path), size),
    write: (path, source, options) => {
      return sent(source, options, (body, how) => server().upload(path, body, how));
    },
    async makeFolder(path, signal) {
      try {
        await transfer.operationMkdir(collection, path, { signal });
      } catch (error) {
        if (!isApiError(error) || !error.apiCode?.endsWith("Exists")) throw error;
      }
    },
    above: (path) => /^(.*[^/])\/+[^/]+\/*$/.exec(path)?.[1],
  };
}

function entryOf({ name, type, size, last_modified, link_target }: FileDocument): Entry {
  const isLink = (link_target ?? null) !== null || type === "invalid_symlink";
  const known = type === "dir" ? "folder" : type === "file" ? "file" : "other";
  return {
    name,
    type: isLink ? "link" : known,
    size: size ?? undefined,
    modified: timeOf(last_modified),
  };
}
