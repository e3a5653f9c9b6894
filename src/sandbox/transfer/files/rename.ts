import { type Call, jsonObject, param } from "../../server/call.ts";
import { isWithin, PathError, spell } from "../../disk/paths.ts";
import { post, type Route } from "../../server/router.ts";
import { usableCollection } from "../endpoints/endpoints.ts";
import { writableEntry } from "../jobs/entry.ts";
import { badRequest, fileError } from "../errors.ts";
import { requiredText } from "../fields.ts";
import { demandUnpaused } from "../manager/pauses.ts";
import { result } from "../tasks/result.ts";

/** Renaming files and folders. */
export function renameRoutes(): Route[] {
  return [post("/v0.10/operation/endpoint/{id}/rename", operationRename)];
}

async function operationRename(call: Call): Promise<Response> {
  const collection = usableCollection(call, param(call, "id"));
  demandUnpaused(call, collection.id, "pause_rename");
  const body = await jsonObject(call);
  if (body.DATA_TYPE !== "rename") throw badRequest(call, 'DATA_TYPE must be "rename"');
  const oldPath = requiredText(call, body, "old_path");
  const newPath = requiredText(call, body, "new_path");
  try {
    const from = await writableEntry(collection, oldPath);
    if (from.info === undefined) {
      throw new PathError("missing", `No file or folder "${spell(from.names)}"`);
    }
    const to = await writableEntry(collection, newPath);
    if (to.info !== undefined) {
      throw new PathError("exists", `Path already exists: "${spell(to.names)}"`);
    }
    if (isWithin(from.path, to.path)) {
      throw new PathError("invalid", `"${spell(from.names)}" cannot be moved into itself`);
    }
    await Deno.rename(from.path, to.path);
  } catch (error) {
    return fileError(call, error);
  }
  return result(call, "FileRenamed", "File or directory renamed successfully");
}
