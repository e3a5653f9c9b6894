/** The port of a Globus collection. */

import { isApiError } from "../../http/reply/errors.ts";
import { openIncoming } from "../../http/files/incoming_file.ts";
import { callUrl } from "../../http/path.ts";
import { filePath } from "../../globus/transfer/files/_file_path.ts";
import type { TransferClient } from "../../globus/transfer/client.ts";
import type { CollectionClient } from "../../globus/transfer/files/collection_client.ts";
import type { FileDocument } from "../../globus/transfer/documents.ts";
import type { Entry, FileSource, Port, WriteOptions } from "./port.ts";
import { childPath, timeOf } from "./paths.ts";
import { remoteFile } from "./remote_file.ts";

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
    async stat(path, signal): Promise<Entry | undefined> {
      try {
        const file = await transfer.operationStat(collection, path, given(signal));
        // A link that is named itself is followed.
        return entryOf({ ...file, link_target: null });
      } catch (error) {
        if (isApiError(error) && error.status === 404) return undefined;
        throw error;
      }
    },
    async *list(path, signal): AsyncGenerator<Entry, void> {
      const options = { path: `${path.replace(/\/$/, "")}/`, maxDepth: 1, pageSize };
      for await (const { file } of transfer.walk(collection, { ...options, ...given(signal) })) {
        yield entryOf(file);
      }
    },
    read(path, { size }): FileSource {
      const at = filePath(path);
      return remoteFile(({ signal, ...how }) => {
        return openIncoming(server(), { path: at, ranges: true, ...how, ...given(signal) });
      }, { url: callUrl(server().baseUrl, at), size });
    },
    async write(path, source, { onProgress, signal }: WriteOptions): Promise<number> {
      await using content = await source.content(signal);
      const { again, body, size } = content;
      const { bytes } = await server().upload(path, body, {
        ...(again === undefined ? {} : { again }),
        ...(onProgress === undefined ? {} : {
          onProgress: ({ bytes }) => onProgress({ bytes, total: size }),
        }),
        ...given(signal),
      });
      return bytes;
    },
    async makeFolder(path, signal): Promise<void> {
      try {
        await transfer.operationMkdir(collection, path, given(signal));
      } catch (error) {
        const isThere = isApiError(error) && error.apiCode?.endsWith("Exists");
        if (!isThere) throw error;
      }
    },
  };
}

function given(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
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
