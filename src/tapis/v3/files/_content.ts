/** What sending and fetching the contents of a file have in common, as streams and as local files. */

import type { ExchangeOptions } from "../../../http/call_options.ts";
import type { Client } from "../../../http/client.ts";
import { type IncomingFile, openIncoming } from "../../../http/files/incoming_file.ts";
import type { ByteProgress } from "../../../http/files/save_file.ts";
import { askSize, type ToldSize } from "../../../http/files/told_size.ts";
import { path } from "../../../http/path.ts";
import { filePath } from "./file_path.ts";
import { statFile } from "./files.ts";

/** How a file is sent or fetched. */
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
  { headers = {}, beginsAgain, zip, ...options }: IncomingContentOptions,
): Promise<IncomingFile> {
  return openIncoming(client, {
    path: contentPath(systemId) + filePath(path),
    query: { zip: zip ? true : undefined },
    headers,
    ranges: false,
    beginsAgain,
    ...givenOf(options),
  });
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
    const given = signal === undefined ? {} : { signal };
    const { type, size } = await statFile(client, systemId, path, given);
    if (type === "dir") return "no file";
    // A link has a length of its own, which says nothing about the file that it leads to.
    return type === "file" ? size : undefined;
  });
}

/** What of it is about the exchange. */
export function givenOf(
  { timeoutMs, signal }: ContentOptions,
): Pick<ExchangeOptions, "timeoutMs" | "signal"> {
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function contentPath(systemId: string): string {
  return path`/v3/files/content/${{ systemId }}`;
}
