import { join } from "../../../path/join.ts";
import type { Call } from "../../server/call.ts";
import type { Collection } from "../../collections.ts";
import { identity } from "../../identity.ts";
import { isWithin, locate } from "../../disk/paths.ts";
import { globToRegExp } from "../../transfer/files/glob.ts";
import { failure, success } from "../java_envelope.ts";
import { fileFailure, missing, pathOf, systemOf } from "./file_place.ts";

const mostItems = 1000;
const mostDepth = 20;

/** Lists a folder, or a file itself. */
export async function listFiles(call: Call): Promise<Response> {
  const query = call.url.searchParams;
  const limit = Number(query.get("limit") ?? mostItems);
  const offset = Number(query.get("offset") ?? 0);
  if (!Number.isInteger(limit) || limit < 0 || limit > mostItems) {
    return failure(`FILES_BAD_LIMIT limit must be from 0 to ${mostItems}.`);
  }
  if (!Number.isInteger(offset) || offset < 0) {
    return failure("FILES_BAD_OFFSET offset must be 0 or more.");
  }
  try {
    const [system, names] = [systemOf(call), pathOf(call)];
    const place = await locate(system, names);
    if (place.info === undefined) throw missing(names);
    const depth = query.get("recurse")?.toLowerCase() === "true" ? mostDepth : 1;
    const found = place.info.isDirectory
      ? await below(system, place.real, names, depth)
      : [fileInfo(system, names, place.info)];
    const fits = nameTest(query.get("pattern"));
    return success(found.filter(({ name }) => fits(name)).slice(offset, offset + limit));
  } catch (error) {
    return fileFailure(error);
  }
}

interface FileInfo {
  readonly name: string;
  readonly path: string;
  readonly [key: string]: unknown;
}

async function below(
  system: Collection,
  folder: string,
  names: readonly string[],
  depth: number,
): Promise<FileInfo[]> {
  if (depth === 0 || !isWithin(system.root, await Deno.realPath(folder))) return [];
  const entries = (await Array.fromAsync(Deno.readDir(folder)))
    .sort((a, b) => a.name < b.name ? -1 : 1);
  const found: FileInfo[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const own = [...names, entry.name];
    const info = await Deno.lstat(path).catch(() => undefined);
    // Gone between the listing and the look at it.
    if (info === undefined) continue;
    found.push(fileInfo(system, own, info));
    if (!info.isDirectory) continue;
    for (const one of await below(system, path, own, depth - 1)) found.push(one);
  }
  return found;
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

function nameTest(pattern: string | null): (name: string) => boolean {
  if (pattern === null || pattern === "") return () => true;
  if (!pattern.startsWith("regex:")) {
    const glob = globToRegExp(pattern);
    return (name) => glob.test(name);
  }
  try {
    const expression = new RegExp(`^(?:${pattern.slice("regex:".length)})$`);
    return (name) => expression.test(name);
  } catch {
    return () => false;
  }
}
