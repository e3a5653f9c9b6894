/** A file of a collection, as it comes in: from its beginning, or on from what is there already. */

import type { Client } from "../../../http/client.ts";
import type { ComingFile } from "../../../http/files/coming_file.ts";
import { openIncoming } from "../../../http/files/incoming_file.ts";
import { cameFault } from "../../../http/files/told_size.ts";
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
  let endIsSaid = true;
  return {
    url: callUrl(client.baseUrl, place),
    async open(how) {
      const incoming = await openIncoming(client, { path: place, ranges: true, ...how });
      endIsSaid = incoming.version.size !== undefined || incoming.headers.has("transfer-encoding");
      return incoming;
    },
    // Without a length a file that is cut short looks like a whole one.
    async faultOf(bytes) {
      if (endIsSaid) return undefined;
      return cameFault(bytes, await fileSize(client, place, { signal }), "the collection has");
    },
  };
}
