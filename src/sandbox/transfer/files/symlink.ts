import { type Call, jsonObject, param } from "../../server/call.ts";
import { namesOf, PathError, spell } from "../../disk/paths.ts";
import { post, type Route } from "../../server/router.ts";
import { usableCollection } from "../endpoints/endpoints.ts";
import { writableEntry } from "../jobs/entry.ts";
import { badRequest, fileError } from "../errors.ts";
import { requiredText } from "../fields.ts";
import { demandUnpaused } from "../manager/pauses.ts";
import { result } from "../tasks/result.ts";

/** Making symbolic links. */
export function symlinkRoutes(): Route[] {
  return [post("/v0.10/operation/endpoint/{id}/symlink", operationSymlink)];
}

/**
 * What the link is to hold: a path relative to its folder, also where an absolute one was asked for,
 * since that means the collection's root and not the machine's.
 *
 * @throws {PathError} where it leads out of the collection.
 */
function targetFrom(target: string, folder: readonly string[]): string {
  if (target.startsWith("/") || target.startsWith("~")) {
    return [...folder.map(() => ".."), ".", ...namesOf(target)].join("/");
  }
  if (target.includes("\0")) throw new PathError("invalid", "The target holds a NUL");
  let depth = folder.length;
  for (const name of target.split("/")) {
    if (name === "..") depth--;
    else if (name !== "" && name !== ".") depth++;
    if (depth < 0) throw new PathError("outside", `The target "${target}" leads out`);
  }
  return target;
}

async function operationSymlink(call: Call): Promise<Response> {
  const collection = usableCollection(call, param(call, "id"));
  demandUnpaused(call, collection.id, "pause_symlink");
  const body = await jsonObject(call);
  if (body.DATA_TYPE !== "symlink") throw badRequest(call, 'DATA_TYPE must be "symlink"');
  const target = requiredText(call, body, "symlink_target");
  const path = requiredText(call, body, "path");
  try {
    const entry = await writableEntry(collection, path);
    if (entry.info !== undefined) {
      throw new PathError("exists", `Path already exists: "${spell(entry.names)}"`);
    }
    // The folder may lie elsewhere than its path says, by a link: only its real place counts.
    const folder = entry.folder.slice(collection.root.length).split(/[\\/]/)
      .filter((name) => name !== "");
    await Deno.symlink(targetFrom(target, folder), entry.path);
  } catch (error) {
    return fileError(call, error);
  }
  return result(call, "SymlinkCreated", "The symlink was created successfully");
}
