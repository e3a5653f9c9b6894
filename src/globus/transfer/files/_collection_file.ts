/** A file of a collection, as it comes in: from its beginning, or on from what is there already. */

import type { Client } from "../../../http/client.ts";
import type { ComingFile } from "../../../http/files/coming_file.ts";
import { openIncoming } from "../../../http/files/incoming_file.ts";
import { cameFault, isEndSaid } from "../../../http/files/told_size.ts";
import { callUrl } from "../../../http/path.ts";
import { filePath } from "./_file_path.ts";
import { fileSize } from "./_file_size.ts";

/**
 * A file of a collection. Nothing is asked for yet.
 *
 * @param client A client of the collection's HTTPS server.
 * @param path Its path.
 * @param signal Gives up the look at how long it is.
 * @throws {TypeError} When the path is not a file's.
 */
export function collectionFile(
  client: Client,
  path: string,
  signal?: AbortSignal | undefined,
): ComingFile {
  const place = filePath(path);
  return {
    url: callUrl(client.baseUrl, place),
    open: (how) => openIncoming(client, { path: place, ranges: true, ...how }),
    async faultOf(bytes, _part, came) {
      if (isEndSaid(came.last())) return undefined;
      return cameFault(bytes, await fileSize(client, place, { signal }), "the collection has");
    },
  };
}
