/** All files below a folder. */

import type { Client } from "../../../http/client.ts";
import { makePages, type PageOptions, type Pages } from "../../../http/pages.ts";
import { list, type Shape } from "../../../http/reply/shape.ts";
import { envelopeResult } from "../../envelope.ts";
import { opsPath } from "./file_path.ts";

/** What is needed to find what is below. */
interface Listed {
  readonly path: string;
  readonly type: string;
}

/** What is still to be asked for. */
interface Part {
  readonly path: string;
  readonly offset: number;
  readonly recurse: boolean;
}

/** What is peculiar to a list of files. */
interface FileList {
  /** The most that the service lists at once. */
  readonly largest: number;
  /** What is needed of each. */
  readonly item: Shape;
  /** Only what fits. */
  readonly pattern: string | undefined;
}

/**
 * The service stops at a depth of its own and says nothing. It was ten folders once, and is 20 today: so deep,
 * a folder is looked into once more where nothing in it was listed.
 */
const leastDepth = 10;

/**
 * What is in a folder and below it. With `recurse` the service takes `limit` and `offset` for each folder by
 * itself (`FileOpsService.listDirectoryRecurse()` of Files 1.7): an offset would leave out the beginning of
 * each folder below, so that what a folder has beyond the first page is asked for by itself.
 *
 * @param client A Tapis v3 client.
 * @param systemId The system.
 * @param path The folder.
 * @param facts What is peculiar to the list.
 * @param options What the caller chose.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 */
export function filesBelow<File extends Listed>(
  client: Client,
  systemId: string,
  path: string,
  { largest, item, pattern }: FileList,
  options: PageOptions,
): Pages<File, File[]> {
  const place = { service: client.service, baseUrl: client.baseUrl, path: opsPath(systemId, path) };
  const walk = (): Pages<File, File[]> => {
    const left: Part[] = [{ path, offset: 0, recurse: true }];
    const next = () => {
      const part = left.shift();
      return part && { at: part.path, recurse: part.recurse, pattern, offset: part.offset };
    };
    return makePages<File, File[]>({
      place,
      largest,
      first: (limit) => ({ recurse: true, pattern, limit, ...next() }),
      next,
      items: (page) => page,
      async load(query, signal): Promise<File[]> {
        const { limit } = query;
        for (let asked = query;; asked = { ...next(), limit }) {
          const { at, ...own } = asked;
          const { offset, recurse } = own;
          const part = { path: String(at), offset: Number(offset), recurse: recurse === true };
          const call = { query: own, signal };
          const from = opsPath(systemId, part.path);
          const page = await envelopeResult<File[]>(client, "GET", from, call, list(item));
          for (const one of partsAfter(part, page, Number(limit))) left.push(one);
          // A folder that is exactly a page long has an empty page after it.
          if (page.length > 0 || left.length === 0) return page;
        }
      },
    }, options);
  };
  // Checks the options before anything is iterated.
  walk();
  return {
    [Symbol.asyncIterator]: () => walk()[Symbol.asyncIterator](),
    pages: () => walk().pages(),
    collect: () => walk().collect(),
  };
}

/** What an answer leaves to be asked for. */
function partsAfter(part: Part, page: readonly Listed[], limit: number): Part[] {
  const files = page.map((file) => ({ ...placeOf(file), isFolder: file.type === "dir" }));
  const folders = files.filter(({ isFolder }) => isFolder).map(({ path }) => path);
  const root = namesOf(part.path).join("/");
  const known = new Set([root, ...folders]);
  // A store of objects has no folders, and lists all that begins with the path as one list.
  if (!part.recurse || files.some(({ parent }) => !known.has(parent))) {
    const more = page.length < limit ? [] : [{ ...part, offset: part.offset + page.length }];
    return [...more, ...folders.map(whole)];
  }
  const counts = Map.groupBy(files, ({ parent }) => parent);
  const full = [...counts].filter(([, { length }]) => length >= limit)
    .map(([path, { length }]) => ({ path, offset: length, recurse: false }));
  const depth = files.reduce((most, { path }) => Math.max(most, namesOf(path).length), 0);
  const isDeep = depth - namesOf(root).length >= leastDepth;
  const unseen = isDeep ? folders.filter((path) => namesOf(path).length === depth) : [];
  return [...full, ...unseen.map(whole)];
}

function whole(path: string): Part {
  return { path, offset: 0, recurse: true };
}

function placeOf(file: Listed): { readonly path: string; readonly parent: string } {
  const names = namesOf(file.path);
  return { path: names.join("/"), parent: names.slice(0, -1).join("/") };
}

function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}
