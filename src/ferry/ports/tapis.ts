/** The port of a system of Tapis v3. */

import type { TapisClient } from "../../tapis/v3/client.ts";
import { incomingContents, listedSize } from "../../tapis/v3/files/_content.ts";
import type { FileStat } from "../../tapis/v3/files/files.ts";
import type { Entry, FileSource, Port, WriteOptions } from "./port.ts";
import { childPath, timeOf } from "./paths.ts";
import { remoteFile } from "./remote_file.ts";

/**
 * Files and folders of a system.
 *
 * @param tapis A Tapis v3 client.
 * @param system The system's id.
 */
export function tapisPort(tapis: TapisClient, system: string): Port {
  return {
    join: childPath,
    async stat(path, signal): Promise<Entry | undefined> {
      const found = await tapis.findFile(system, path, given(signal));
      // A link that is named itself is followed; where it leads the service does not say.
      return found?.type === "symbolic_link"
        ? { ...entryOf(found), type: "file", size: undefined }
        : found && entryOf(found);
    },
    // Folder by folder: the service's own walk ends at a depth of 20 without a word.
    async *list(path, signal): AsyncGenerator<Entry, void> {
      for await (const file of tapis.listFiles(system, path, given(signal))) {
        yield entryOf({ ...file, lastModified: file.lastModified });
      }
    },
    read(path, { size }): FileSource {
      return remoteFile(({ signal, beginsAgain }) => {
        return incomingContents(tapis, system, path, {
          beginsAgain,
          zip: undefined,
          ...given(signal),
        });
      }, {
        size,
        // The service sends files without a length: only its listing knows how long they are.
        async faultOf(bytes): Promise<string | undefined> {
          const listed = await listedSize(tapis, system, path, {});
          return listed === undefined || listed === bytes
            ? undefined
            : `${bytes} bytes came of a file of ${listed}; try again`;
        },
      });
    },
    async write(path, source, { onProgress, signal }: WriteOptions): Promise<number> {
      await using content = await source.content(signal);
      const { again, body, size } = content;
      let sent = 0;
      await tapis.upload(system, path, body, {
        ...(again === undefined ? {} : { again }),
        onProgress: ({ bytes }) => {
          sent = bytes;
          onProgress?.({ bytes, total: size });
        },
        ...given(signal),
      });
      return sent;
    },
    makeFolder: (path, signal) => tapis.mkdir(system, path, given(signal)),
  };
}

function given(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

const types: Readonly<Record<string, Entry["type"]>> = {
  file: "file",
  dir: "folder",
  symbolic_link: "link",
};

function entryOf({ name, type, size, lastModified }: Omit<FileStat, "path">): Entry {
  return { name, type: types[type] ?? "other", size, modified: timeOf(lastModified) };
}
