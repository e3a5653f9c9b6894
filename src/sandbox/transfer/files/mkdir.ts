import { type Call, jsonObject, param } from "../../server/call.ts";
import {
  assertWritable,
  ensureFolder,
  locate,
  namesOf,
  PathError,
  spell,
} from "../../disk/paths.ts";
import { json } from "../../server/reply.ts";
import { post, type Route } from "../../server/router.ts";
import { usableCollection } from "../endpoints/endpoints.ts";
import { badRequest, fileError, resourceOf } from "../errors.ts";
import { demandUnpaused } from "../manager/pauses.ts";

/** Making folders. */
export function mkdirRoutes(): Route[] {
  return [post("/v0.10/operation/endpoint/{id}/mkdir", operationMkdir)];
}

async function operationMkdir(call: Call): Promise<Response> {
  const collection = usableCollection(call, param(call, "id"));
  demandUnpaused(call, collection.id, "pause_mkdir");
  const body = await jsonObject(call);
  if (body.DATA_TYPE !== "mkdir") throw badRequest(call, 'DATA_TYPE must be "mkdir"');
  const path = body.path;
  if (typeof path !== "string" || path === "") throw badRequest(call, '"path" is required');
  try {
    assertWritable(collection);
    const names = namesOf(path);
    const place = await locate(collection, names);
    if (place.info !== undefined) {
      throw new PathError("exists", `Path already exists: "${spell(names)}"`);
    }
    const parent = await locate(collection, names.slice(0, -1));
    if (parent.info === undefined) {
      throw new PathError("missing", `No folder "${spell(names.slice(0, -1))}" to make it in`);
    }
    await ensureFolder(collection, names);
  } catch (error) {
    return fileError(call, error);
  }
  return json({
    DATA_TYPE: "mkdir_result",
    code: "DirectoryCreated",
    message: "The directory was created successfully",
    request_id: call.requestId,
    resource: resourceOf(call),
  });
}
