/** The port of a system of Tapis v3. */

import type { TapisClient } from "../../tapis/v3/client.ts";
import { systemFile } from "../../tapis/v3/files/_content.ts";
import type { FileStat } from "../../tapis/v3/files/files.ts";
import type { Entry, Port } from "./port.ts";
import { childPath, remoteFile, sent, timeOf } from "./remote.ts";

/**
 * Files and folders of a system.
 *
 * @param tapis A Tapis v3 client.
 * @param system The system's id.
 */
export function tapisPort(tapis: TapisClient, system: string): Port {
  return {
    join: childPath,
    async stat(path, signal) {
      const found = await tapis.findFile(system, path, { signal });
      // A link that is named itself is followed; where it leads the service does not say.
      return found?.type === "symbolic_link"
        ? { ...entryOf(found), type: "file", size: undefined }
        : found && entryOf(found);
    },
    // Folder by folder: the service's own walk ends at a depth of 20 without a word.
    async *list(path, signal) {
      for await (const file of tapis.listFiles(system, path, { signal })) yield entryOf(file);
    },
    read: (path, { size }) => remoteFile(systemFile(tapis, system, path), size),
    write: (path, source, options) => {
      return sent(source, options, (body, how) => tapis.upload(system, path, body, how));
    },
    makeFolder: (path, signal) => tapis.mkdir(system, path, { signal }),
  };
}

const types: Readonly<Record<string, Entry["type"]>> = {
  file: "file",
  dir: "folder",
  symbolic_link: "link",
};

type Known = Pick<FileStat, "name" | "type" | "size"> & {
  readonly lastModified?: string | undefined;
};

function entryOf({ name, type, size, lastModified }: Known): Entry {
  return { name, type: types[type] ?? "other", size, modified: timeOf(lastModified) };
}
