/** What sending and fetching the contents of a file have in common, as streams and as local files. */

import type { Client } from "../../../http/client.ts";
import type { ComingFile } from "../../../http/files/coming_file.ts";
import { type IncomingFile, openIncoming } from "../../../http/files/incoming_file.ts";
import type { ByteProgress } from "../../../http/files/save_file.ts";
import { askSize, cameFault, type ToldSize } from "../../../http/files/told_size.ts";
import { path } from "../../../http/path.ts";
import type { OptionKinds } from "../../../options.ts";
import { isWholeZip } from "./_zip_end.ts";
import { filePath } from "./file_path.ts";
import { statFile } from "./files.ts";

/**
 * How a file is sent or fetched.
 *
 * @category Files
 */
export interface ContentOptions {
  /**
   * How long all of it may take, in milliseconds.
   *
   * @default {no limit while something moves: the client's time-out holds until the answer begins, and
   * from one piece to the next}
   */
  readonly timeoutMs?: number | undefined;
  /** Gives up, also while the file is on its way. */
  readonly signal?: AbortSignal | undefined;
  /** Is told of each piece that is fetched, or sent of a stream. */
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
}

/** The options of a file that is sent or fetched, as a value. */
export const contentKinds: OptionKinds<ContentOptions> = {
  timeoutMs: "number",
  signal: "signal",
  onProgress: "function",
};

/** How a file is asked for. */
export interface IncomingContentOptions extends ContentOptions {
  /** The service's own range. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether whoever takes the pieces can begin again. */
  readonly beginsAgain: boolean;
  /** Whether it comes packed. */
  readonly zip: boolean | undefined;
}

/** A file as it comes in. The service names no version: what breaks off begins again. */
export function incomingContents(
  client: Client,
  systemId: string,
  path: string,
  { headers, beginsAgain, zip, timeoutMs, signal }: IncomingContentOptions,
): Promise<IncomingFile> {
  return openIncoming(client, {
    path: contentPath(systemId) + filePath(path),
    query: { zip: zip ? true : undefined },
    headers,
    ranges: false,
    beginsAgain,
    timeoutMs,
    signal,
  });
}

/**
 * A file of a system. Nothing is asked for yet.
 *
 * @param client A Tapis v3 client.
 * @param systemId The system's id.
 * @param path Its path.
 * @param options Whether it comes packed, and how long it may take.
 */
export function systemFile(
  client: Client,
  systemId: string,
  path: string,
  options: ContentOptions & { readonly zip?: boolean | undefined } = {},
): ComingFile {
  const { zip } = options;
  return {
    open: ({ beginsAgain, signal }) => {
      const how = { ...options, zip, beginsAgain, signal };
      return incomingContents(client, systemId, path, how);
    },
    // The service sends files without a length: only its listing knows how long they are.
    async faultOf(bytes, part, came) {
      if (came.last().version.size !== undefined) return undefined;
      if (zip) return await isWholeZip(part) ? undefined : "the zip file has no end; try again";
      return cameFault(
        bytes,
        await listedSize(client, systemId, path, options),
        "the system lists",
      );
    },
  };
}

/**
 * How many bytes a file has, as the service lists it.
 *
 * @returns Nothing where the service does not let itself be asked.
 */
export async function listedSize(
  client: Client,
  systemId: string,
  path: string,
  { signal }: Pick<ContentOptions, "signal">,
): Promise<ToldSize> {
  return await askSize(async () => {
    const { type, size } = await statFile(client, systemId, path, { signal });
    if (type === "dir") return "no file";
    // A link has a length of its own, which says nothing about the file that it leads to.
    return type === "file" ? size : undefined;
  });
}

function contentPath(systemId: string): string {
  return path`/v3/files/content/${{ systemId }}`;
}
