/**
 * Walking through the folders of a collection.
 *
 * @module
 */

import { ArgumentRangeError } from "../../../argument_error.ts";
import type { Client } from "../../../http/client.ts";
import { isApiError } from "../../../http/reply/errors.ts";
import { path } from "../../../http/path.ts";
import { demandShape } from "../../../http/reply/reply_error.ts";
import { document, list, optional, text } from "../../../http/reply/shape.ts";
import type { CallParams } from "../_ask.ts";
import { pause } from "../../../http/waiting/pause.ts";
import type { FileDocument } from "../documents.ts";
import { operationLs } from "./operations.ts";
import { checkOptions, type OptionKinds, requiredClient } from "../../../options.ts";

/**
 * A file or folder that a walk comes to.
 *
 * @category Files
 */
export interface WalkEntry {
  /** Where it is; a folder's path has a slash at its end. */
  readonly path: string;
  /** How many folders it is below the one that the walk began in, from 1. */
  readonly depth: number;
  /** What the collection says of it. */
  readonly file: FileDocument;
}

/**
 * Where a walk goes, and how fast.
 *
 * @category Files
 */
export interface WalkOptions extends CallParams {
  /** The folder to begin in; the collection's default folder otherwise. */
  readonly path?: string | undefined;
  /**
   * Whether what is near is told first, or each folder is gone through to its ground.
   *
   * @default {"breadth"}
   */
  readonly order?: "breadth" | "depth" | undefined;
  /** How deep to go at most; 1 is the folder alone. */
  readonly maxDepth?: number | undefined;
  /** How many folders are listed in a second at most. */
  readonly perSecond?: number | undefined;
  /** Whether an entry is told; a folder is gone into all the same. */
  readonly filter?: ((entry: WalkEntry) => boolean) | undefined;
  /** Whether a folder is gone into; all are by default that are not symbolic links. */
  readonly descend?: ((entry: WalkEntry) => boolean) | undefined;
  /** Is told of a folder that the service refuses to list, and the walk goes on; it ends otherwise. */
  readonly onError?: ((error: Error, path: string) => void) | undefined;
  /** Whether names that begin with a dot are told; the service tells them otherwise. */
  readonly showHidden?: boolean | undefined;
  /** The order within a folder: a field, or several; with ` DESC` downwards. */
  readonly orderby?: string | readonly string[] | undefined;
  /** How many entries of a folder are asked for at once; as many as the service gives otherwise. */
  readonly pageSize?: number | undefined;
  /** The user of the collection's own system to act as, where there are several. */
  readonly localUser?: string | undefined;
}

const walkKinds: OptionKinds<WalkOptions> = {
  params: "names",
  signal: "signal",
  path: "text",
  order: "text",
  maxDepth: "number",
  perSecond: "number",
  filter: "function",
  descend: "function",
  onError: "function",
  showHidden: "flag",
  orderby: "texts",
  pageSize: "number",
  localUser: "text",
};

interface Folder {
  readonly path: string | undefined;
  readonly depth: number;
}

/**
 * Goes through a folder and those below it, and lists each when it is reached.
 *
 * @param client A Transfer client.
 * @param endpointId The collection's id.
 * @param options See {@linkcode WalkOptions}.
 * @returns The entries. Looping over them throws ApiError when a folder cannot be listed and there is
 * no `onError`.
 * @throws {RangeError} When the depth, the rate or the size of a page is not above 0.
 * @throws {TypeError} When the id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const paths: string[] = [];
 * for await (const { path } of transfer.walk(sandbox.collections[0]?.id ?? "", { path: "/" })) {
 *   paths.push(path);
 * }
 * assert(paths.includes("/runs/2026-03-21/"));
 * ```
 *
 * @category Files
 */
export function walk(
  client: Client,
  endpointId: string,
  options: WalkOptions = {},
): AsyncIterable<WalkEntry> {
  checkOptions(options, walkKinds);
  requiredClient(client);
  const { maxDepth = Infinity, perSecond = Infinity, pageSize = 1 } = options;
  for (const [name, value] of Object.entries({ maxDepth, perSecond, pageSize })) {
    if (!(value > 0)) throw new ArgumentRangeError(`${name} must be above 0: it is ${value}`);
  }
  const place = path`/v0.10/operation/endpoint/${{ endpointId }}/ls`;
  const lister = pacedLister(client, endpointId, place, options);
  const start: Folder = { path: options.path, depth: 0 };
  const entries = options.order === "depth" ? depthFirst : breadthFirst;
  return {
    async *[Symbol.asyncIterator](): AsyncGenerator<WalkEntry, void> {
      const { filter } = options;
      for await (const entry of entries(lister(), start, goesInto(options))) {
        if (filter === undefined || filter(entry)) yield entry;
      }
    },
  };
}

type Lister = (folder: Folder) => AsyncIterable<WalkEntry>;

async function* breadthFirst(
  list: Lister,
  start: Folder,
  into: (entry: WalkEntry) => boolean,
): AsyncGenerator<WalkEntry, void> {
  for (let level: readonly Folder[] = [start]; level.length > 0;) {
    const below: Folder[] = [];
    for (const folder of level) {
      for await (const entry of list(folder)) {
        yield entry;
        if (into(entry)) below.push(entry);
      }
    }
    level = below;
  }
}

async function* depthFirst(
  list: Lister,
  folder: Folder,
  into: (entry: WalkEntry) => boolean,
): AsyncGenerator<WalkEntry, void> {
  for await (const entry of list(folder)) {
    yield entry;
    if (into(entry)) yield* depthFirst(list, entry, into);
  }
}

function goesInto(options: WalkOptions): (entry: WalkEntry) => boolean {
  const { maxDepth = Infinity, descend = noLink } = options;
  return (entry) => {
    return entry.file.type === "dir" && entry.depth < maxDepth && leadsDown(entry) &&
      descend(entry);
  };
}

/** What a collection says may be wrong, and a name that leads up would be gone into for ever. */
function leadsDown({ file: { name } }: WalkEntry): boolean {
  return !["", ".", ".."].includes(name) && !name.includes("/");
}

/** A link may lead back up, and the walk would never end. */
function noLink({ file }: WalkEntry): boolean {
  return (file.link_target ?? null) === null;
}

/** Lists folders no faster than it may; each walk has a pace of its own. */
function pacedLister(
  client: Client,
  endpointId: string,
  place: string,
  options: WalkOptions,
): () => Lister {
  const { perSecond = Infinity, onError, signal } = options;
  return () => {
    let next = -Infinity;
    return async function* (folder): AsyncGenerator<WalkEntry, void> {
      const wait = next - client.now();
      if (wait > 0) await pause(client, wait, place, signal);
      next = client.now() + 1000 / perSecond;
      try {
        yield* entriesOf(client, endpointId, folder, place, options);
      } catch (error) {
        if (onError === undefined || !isApiError(error)) throw error;
        onError(error, folder.path ?? "");
      }
    };
  };
}

const listing = document({ DATA: list(document({ name: text })), path: optional(text) });

/** A folder's entries, in as many requests as it takes: no more than one answer is kept. */
async function* entriesOf(
  client: Client,
  endpointId: string,
  folder: Folder,
  place: string,
  options: WalkOptions,
): AsyncGenerator<WalkEntry, void> {
  const { showHidden, orderby, pageSize, localUser, params, signal } = options;
  let found = 0;
  while (true) {
    const page = await operationLs(client, endpointId, {
      path: folder.path,
      offset: found === 0 ? undefined : found,
      limit: pageSize,
      showHidden,
      orderby,
      localUser,
      params,
      signal,
    });
    demandShape(client, "GET", place, page, listing);
    const parent = (folder.path ?? page.path ?? "/~/").replace(/\/*$/, "/");
    for (const file of page) {
      const slash = file.type === "dir" ? "/" : "";
      yield { path: `${parent}${file.name}${slash}`, depth: folder.depth + 1, file };
    }
    found += page.DATA.length;
    const more = page.DATA.length > 0 && typeof page.total === "number" && found < page.total;
    if (!more) return;
  }
}
