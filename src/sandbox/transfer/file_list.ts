import { join } from "@std/path/join";
import { type Call, param } from "../call.ts";
import type { Collection } from "../collections.ts";
import { identity } from "../identity.ts";
import { isWithin, locate, namesOf, PathError, spell } from "../paths.ts";
import { json } from "../reply.ts";
import { get, type Route } from "../router.ts";
import { usableCollection } from "./endpoints.ts";
import { badRequest, fileError } from "./errors.ts";
import { globToRegExp } from "./glob.ts";
import { filterParam, numberParam } from "./query.ts";

/** Listing folders. */
export function fileListRoutes(): Route[] {
  return [get("/v0.10/operation/endpoint/{id}/ls", operationLs)];
}

interface FileDocument {
  name: string;
  type: string;
  size: number;
  last_modified: string;
  [key: string]: unknown;
}

type Test = (item: FileDocument) => boolean;

const sortable = ["name", "type", "size", "last_modified"] as const;

function nameTest(values: readonly string[]): (name: string) => boolean {
  const tests = values.map((value) => {
    const negated = value.startsWith("!");
    const rest = negated ? value.slice(1) : value;
    const pattern = rest.startsWith("~") ? globToRegExp(rest.slice(1)) : undefined;
    const wanted = rest.replace(/^=/, "");
    return (name: string) =>
      (pattern === undefined ? name === wanted : pattern.test(name)) !== negated;
  });
  return (name) => tests.some((test) => test(name));
}

function filters(call: Call): { name: (name: string) => boolean; rest: Test | undefined } {
  const fields = filterParam(call);
  const names = fields.get("name");
  const types = fields.get("type");
  const unknown = [...fields.keys()].find((field) => field !== "name" && field !== "type");
  if (unknown !== undefined) {
    throw badRequest(call, `The sandbox does not filter on "${unknown}": use name or type`);
  }
  return {
    name: names === undefined ? () => true : nameTest(names),
    rest: types === undefined ? undefined : (item) => types.includes(item.type),
  };
}

function order(call: Call): ((a: FileDocument, b: FileDocument) => number) | undefined {
  const text = call.url.searchParams.get("orderby");
  if (text === null || text === "name" || text === "name ASC") return undefined;
  const keys = text.split(",").map((part) => {
    const [field = "", direction = "ASC"] = part.trim().split(/\s+/);
    const known = sortable.find((name) => name === field);
    if (known === undefined || !/^(ASC|DESC)$/i.test(direction)) {
      throw badRequest(call, `Invalid orderby "${part.trim()}": use ${sortable.join(", ")}`);
    }
    return { field: known, sign: direction.toUpperCase() === "DESC" ? -1 : 1 };
  });
  return (a, b) => {
    for (const { field, sign } of keys) {
      const left = a[field];
      const right = b[field];
      if (left !== right) return (left < right ? -1 : 1) * sign;
    }
    return 0;
  };
}

function fileTime(time: Date | null): string {
  return (time ?? new Date(0)).toISOString().slice(0, 19).replace("T", " ") + "+00:00";
}

function permissions(info: Deno.FileInfo): string {
  const mode = info.mode ?? (info.isDirectory ? 0o755 : 0o644);
  return "0" + (mode & 0o777).toString(8).padStart(3, "0");
}

/** What a link leads to; nothing where that is outside the collection or not there. */
async function linked(collection: Collection, path: string): Promise<Deno.FileInfo | undefined> {
  try {
    const real = await Deno.realPath(path);
    return isWithin(collection.root, real) ? await Deno.lstat(real) : undefined;
  } catch {
    return undefined;
  }
}

async function fileDocument(
  collection: Collection,
  folder: string,
  name: string,
): Promise<FileDocument | undefined> {
  const path = join(folder, name);
  let info: Deno.FileInfo;
  try {
    info = await Deno.lstat(path);
  } catch (error) {
    // Gone between the listing and the look at it.
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const target = info.isSymlink ? await linked(collection, path) : info;
  const type = target === undefined
    ? "invalid_symlink"
    : target.isDirectory
    ? "dir"
    : target.isFile
    ? "file"
    : "other";
  return {
    DATA_TYPE: "file",
    group: identity.username,
    last_modified: fileTime((target ?? info).mtime),
    link_group: info.isSymlink ? identity.username : null,
    link_last_modified: info.isSymlink ? fileTime(info.mtime) : null,
    link_size: info.isSymlink ? info.size : null,
    link_target: info.isSymlink && target !== undefined ? await Deno.readLink(path) : null,
    link_user: info.isSymlink ? identity.username : null,
    name,
    permissions: permissions(target ?? info),
    size: (target ?? info).size,
    type,
    user: identity.username,
  };
}

async function documents(
  collection: Collection,
  folder: string,
  names: readonly string[],
): Promise<FileDocument[]> {
  const found: FileDocument[] = [];
  for (let start = 0; start < names.length; start += 64) {
    const batch = names.slice(start, start + 64).map((name) =>
      fileDocument(collection, folder, name)
    );
    found.push(...(await Promise.all(batch)).filter((item) => item !== undefined));
  }
  return found;
}

async function namesIn(folder: string, accept: (name: string) => boolean): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) if (accept(entry.name)) names.push(entry.name);
  return names.sort();
}

async function operationLs(call: Call): Promise<Response> {
  const collection = usableCollection(call, param(call, "id"));
  const query = call.url.searchParams;
  const path = query.get("path") || "/~/";
  const hidden = !["0", "false"].includes((query.get("show_hidden") ?? "1").toLowerCase());
  const limit = numberParam(call, "limit", { fallback: 100_000, least: 1, most: 100_000 });
  const offset = numberParam(call, "offset", { fallback: 0, least: 0, most: 1e9 });
  const { name, rest } = filters(call);
  const compare = order(call);
  try {
    const names = namesOf(path);
    const place = await locate(collection, names);
    if (place.info === undefined) {
      throw new PathError(
        "missing",
        `Directory '${path}' not found on endpoint '${collection.id}'`,
      );
    }
    if (!place.info.isDirectory) {
      throw new PathError("not-a-folder", `"${spell(names)}" is not a folder`);
    }
    const all = await namesIn(
      place.real,
      (file) => (hidden || !file.startsWith(".")) && name(file),
    );
    // Only what needs more than the names looks at every file; a page of a large folder stays cheap.
    const simple = rest === undefined && compare === undefined;
    const looked = simple ? undefined : await documents(collection, place.real, all);
    const kept = looked?.filter(rest ?? (() => true));
    if (compare !== undefined) kept?.sort(compare);
    const page = kept?.slice(offset, offset + limit) ??
      await documents(collection, place.real, all.slice(offset, offset + limit));
    return json({
      DATA: page,
      DATA_TYPE: "file_list",
      absolute_path: null,
      endpoint: collection.id,
      length: page.length,
      path: path.endsWith("/") ? path : path + "/",
      rename_supported: true,
      symlink_supported: true,
      total: kept?.length ?? all.length,
    });
  } catch (error) {
    return fileError(call, error);
  }
}
