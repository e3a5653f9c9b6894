import { join } from "../../../path/join.ts";
import type { Call } from "../../server/call.ts";
import type { Collection } from "../../collections.ts";
import { identity } from "../../identity.ts";
import { isWithin, locate } from "../../disk/paths.ts";
import { failure, invalid, success } from "../java_envelope.ts";
import { fileFailure, missing, pathOf, systemOf } from "./file_place.ts";
import { nameTest } from "./name_test.ts";

const mostItems = 1000;
/** How far below the folder itself `recurse` looks into folders (`MAX_RECURSION`). */
const mostDepth = 20;

/** What each folder of a listing is asked with: with `recurse`, too, each by itself. */
interface Slice {
  readonly limit: number;
  readonly offset: number;
  readonly fits: (name: string) => boolean;
}

/** Lists a folder, or a file itself. */
export async function listFiles(call: Call): Promise<Response> {
  const query = call.url.searchParams;
  const limit = Number(query.get("limit") ?? mostItems);
  const offset = Number(query.get("offset") ?? 0);
  if (!Number.isInteger(limit) || limit < 0 || limit > mostItems) {
    return invalid(`FILES_BAD_LIMIT limit must be from 0 to ${mostItems}.`);
  }
  if (!Number.isInteger(offset) || offset < 0) {
    return invalid("FILES_BAD_OFFSET offset must be 0 or more.");
  }
  const fits = nameTest(query.get("pattern") ?? "");
  if (typeof fits === "string") return failure(fits, 500);
  try {
    const [system, names] = [systemOf(call), pathOf(call)];
    const { real, info } = await locate(system, names);
    if (info === undefined) throw missing(names);
    const slice = { limit, offset, fits };
    if (!info.isDirectory) {
      const own = fits(names.at(-1) ?? "") ? [fileInfo(system, names, info)] : [];
      return success(own.slice(offset, offset + limit));
    }
    const deepest = query.get("recurse")?.toLowerCase() === "true" ? mostDepth : 0;
    return success(await below(system, { real, names, depth: 0 }, slice, deepest));
  } catch (error) {
    return fileFailure(error);
  }
}

interface FileInfo {
  readonly name: string;
  readonly path: string;
  readonly [key: string]: unknown;
}

interface Folder {
  readonly real: string;
  readonly names: readonly string[];
  readonly depth: number;
}

/**
 * A folder's own slice, and after it those of the folders in that slice: a folder that the slice leaves out,
 * or whose name does not fit, is not looked into.
 */
async function below(
  system: Collection,
  { real, names, depth }: Folder,
  slice: Slice,
  deepest: number,
): Promise<FileInfo[]> {
  if (!isWithin(system.root, await Deno.realPath(real))) return [];
  const shown = await Promise.all((await namesIn(real, slice)).map(async (name) => {
    const own = [...names, name];
    const info = await Deno.lstat(join(real, name)).catch(() => undefined);
    // Gone between the listing and the look at it.
    return info && fileInfo(system, own, info);
  }));
  const found = shown.filter((info) => info !== undefined);
  if (depth === deepest) return found;
  const folders = found.filter(({ type }) => type === "dir");
  for (const { name } of folders) {
    const folder = { real: join(real, name), names: [...names, name], depth: depth + 1 };
    for (const one of await below(system, folder, slice, deepest)) found.push(one);
  }
  return found;
}

/** In the order of the service: capitals do not count. */
async function namesIn(folder: string, { limit, offset, fits }: Slice): Promise<string[]> {
  const keyed: [key: string, name: string][] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (fits(name)) keyed.push([name.toLowerCase(), name]);
  }
  keyed.sort(([a, one], [b, other]) => a < b ? -1 : a > b ? 1 : one < other ? -1 : 1);
  return keyed.slice(offset, offset + limit).map(([, name]) => name);
}

function fileInfo(
  system: Collection,
  names: readonly string[],
  info: Deno.FileInfo,
): FileInfo {
  const path = names.join("/");
  const type = info.isSymlink
    ? "symbolic_link"
    : info.isDirectory
    ? "dir"
    : info.isFile
    ? "file"
    : "other";
  return {
    mimeType: null,
    type,
    owner: identity.username,
    group: identity.username,
    nativePermissions: permissions(info),
    url: `tapis://${system.name}/${path}`,
    lastModified: (info.mtime ?? new Date(0)).toISOString(),
    name: names.at(-1) ?? "/",
    path,
    size: info.size,
  };
}

function permissions({ mode, isDirectory }: Deno.FileInfo): string {
  const bits = mode ?? (isDirectory ? 0o755 : 0o644);
  const letters = [..."rwxrwxrwx"];
  return letters.map((letter, index) => bits & (1 << (8 - index)) ? letter : "-").join("");
}
