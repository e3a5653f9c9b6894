import { type Call, param } from "../../server/call.ts";
import type { Collection } from "../../collections.ts";
import { locate, namesOf, PathError, spell } from "../../disk/paths.ts";
import { json } from "../../server/reply.ts";
import { get, type Route } from "../../server/router.ts";
import { usableCollection } from "../endpoints/endpoints.ts";
import { badRequest, fileError } from "../errors.ts";
import { type FileDocument, fileDocument } from "./file_document.ts";
import { nameTest } from "./name_pattern.ts";
import { demandUnpaused } from "../manager/pauses.ts";
import { type FilterFields, filterParams, numberParam } from "../query.ts";
import { timeRange } from "../tasks/task_filter.ts";

/** Listing folders. */
export function fileListRoutes(): Route[] {
  return [get("/v0.10/operation/endpoint/{id}/ls", operationLs)];
}

type Test = (item: FileDocument) => boolean;

const filterable = ["name", "type", "size", "last_modified"];
const sortable = ["name", "type", "size", "last_modified"] as const;

/** What a listing lets through: by names alone, or by what else is known of a file. */
interface Filters {
  readonly name: (name: string) => boolean;
  readonly rest: Test | undefined;
}

const anyName = (): boolean => true;

/** An item must pass one of the filters, if there are any; and of that one, each field. */
function filters(call: Call): Filters {
  const all = filterParams(call).map((fields) => filterOf(call, fields));
  const [first, ...others] = all;
  if (first === undefined) return { name: anyName, rest: undefined };
  if (others.length === 0) return first;
  return {
    name: anyName,
    rest: (item) => all.some(({ name, rest }) => name(item.name) && (rest?.(item) ?? true)),
  };
}

function filterOf(call: Call, fields: FilterFields): Filters {
  const unknown = [...fields.keys()].find((field) => !filterable.includes(field));
  if (unknown !== undefined) {
    const known = filterable.join(", ");
    throw badRequest(call, `The sandbox does not filter on "${unknown}": use one of ${known}`);
  }
  const names = fields.get("name");
  const types = fields.get("type");
  const sizes = fields.get("size");
  const times = fields.get("last_modified");
  const tests: Test[] = [];
  if (types !== undefined) tests.push((item) => types.includes(item.type));
  if (sizes !== undefined) tests.push(sizeTest(call, sizes));
  if (times !== undefined) {
    const isIn = timeRange(call, "last_modified", times.join(","));
    tests.push((item) => isIn(item.last_modified));
  }
  return {
    name: names === undefined ? anyName : nameTest(names),
    rest: tests.length === 0 ? undefined : (item) => tests.every((test) => test(item)),
  };
}

/** A size, such as `>5`, `<5` or `5`; of several, each must hold. */
function sizeTest(call: Call, values: readonly string[]): Test {
  const tests = values.map((value): (size: number) => boolean => {
    const [, sign, digits] = /^([<>=]?)(\d{1,15})$/.exec(value) ?? [];
    if (digits === undefined) throw badRequest(call, `Invalid size "${value}" in the filter`);
    const wanted = Number(digits);
    if (sign === ">") return (size) => size > wanted;
    return sign === "<" ? (size) => size < wanted : (size) => size === wanted;
  });
  return ({ size }) => tests.every((test) => test(size));
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
  demandUnpaused(call, collection.id, "pause_ls");
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
