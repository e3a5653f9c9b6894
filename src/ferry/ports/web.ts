/** The port of one file of the web. */

import { type ClientOptions, createClient } from "../../http/client.ts";
import { openIncoming } from "../../http/files/incoming_file.ts";
import { isApiError } from "../../http/reply/errors.ts";
import { callUrl, type Query } from "../../http/path.ts";
import type { WebPlace } from "../place.ts";
import type { Entry, FileSource, IncomingHow, Port } from "./port.ts";
import { timeOf } from "./paths.ts";
import { remoteFile } from "./remote_file.ts";

/**
 * One file of the web: asked for without a credential, also where a redirect leads elsewhere.
 *
 * @param place Where it is.
 * @param options How requests are sent.
 */
export function webPort(
  place: WebPlace,
  options: Omit<ClientOptions, "authorizer" | "baseUrl"> = {},
): Port {
  const { origin, host, pathname, searchParams } = new URL(place.url);
  const client = createClient(
    { service: host, baseUrl: origin, followsElsewhere: true },
    options,
  );
  const query: Query = Object.fromEntries(
    Array.from(new Set(searchParams.keys()), (name) => [name, { each: searchParams.getAll(name) }]),
  );
  const open = ({ signal, ...how }: IncomingHow) => {
    const given = signal === undefined ? {} : { signal };
    return openIncoming(client, { path: pathname, query, ranges: true, ...how, ...given });
  };
  const refuse = (): never => {
    throw new TypeError("An address is one file, and only read");
  };
  return {
    join: refuse,
    // Many servers answer nothing but GET.
    async stat(_path, signal): Promise<Entry | undefined> {
      try {
        const { version, headers, abort } = await open({ beginsAgain: false, signal });
        abort();
        return {
          name: pathname,
          type: "file",
          size: version.size,
          modified: timeOf(headers.get("last-modified")),
        };
      } catch (error) {
        if (isApiError(error) && error.status === 404) return undefined;
        throw error;
      }
    },
    list: refuse,
    read: (_path, { size }): FileSource => {
      return remoteFile(open, { url: callUrl(client.baseUrl, pathname), size });
    },
    write: refuse,
    makeFolder: refuse,
  };
}
