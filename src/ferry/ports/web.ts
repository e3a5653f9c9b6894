/** The port of one file of the web. */

import { type ClientOptions, createClient } from "../../http/client.ts";
import type { ComingFile } from "../../http/files/coming_file.ts";
import { openIncoming } from "../../http/files/incoming_file.ts";
import { cameFault, isEndSaid } from "../../http/files/told_size.ts";
import { callUrl, writtenQuery } from "../../http/path.ts";
import type { WebPlace } from "../place.ts";
import type { Port } from "./port.ts";
import { ifThere, remoteFile, timeOf } from "./remote.ts";

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
  const { origin, host, pathname, search } = new URL(place.url);
  const client = createClient(
    { service: host, baseUrl: origin, followsElsewhere: true },
    options,
  );
  const query = writtenQuery(search);
  const coming: ComingFile = {
    url: callUrl(client.baseUrl, pathname),
    open: (how) => openIncoming(client, { path: pathname, query, ranges: true, ...how }),
  };
  const refuse = (): never => {
    throw new TypeError("An address is one file, and only read");
  };
  return {
    join: refuse,
    // Many servers answer nothing but GET.
    async stat(_path, signal) {
      const found = await ifThere(() => coming.open({ beginsAgain: false, signal }));
      found?.abort();
      return found && {
        name: pathname,
        type: "file",
        size: found.version.size,
        modified: timeOf(found.headers.get("last-modified")),
      };
    },
    list: refuse,
    read(_path, { size }) {
      const faultOf: ComingFile["faultOf"] = (bytes, _part, came) => {
        const told = isEndSaid(came.last()) ? undefined : size;
        return Promise.resolve(cameFault(bytes, told, "the server has"));
      };
      return remoteFile({ ...coming, faultOf }, size);
    },
    write: refuse,
    makeFolder: refuse,
  };
}
