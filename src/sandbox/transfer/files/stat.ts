import { basename } from "../../../path/basename.ts";
import { dirname } from "../../../path/dirname.ts";
import { type Call, param } from "../../server/call.ts";
import type { Collection } from "../../collections.ts";
import { locate, namesOf, PathError, spell } from "../../disk/paths.ts";
import { json } from "../../server/reply.ts";
import { get, type Route } from "../../server/router.ts";
import { usableCollection } from "../endpoints/endpoints.ts";
import { badRequest, fileError, transferError } from "../errors.ts";
import { type FileDocument, fileDocument } from "./file_document.ts";
import { demandUnpaused } from "../manager/pauses.ts";

/** Looking at one file or folder. */
export function statRoutes(): Route[] {
  return [get("/v0.10/operation/endpoint/{id}/stat", operationStat)];
}

async function find(collection: Collection, path: string): Promise<FileDocument | undefined> {
  const names = namesOf(path);
  const name = names.at(-1);
  if (name === undefined) {
    const root = await fileDocument(
      collection,
      dirname(collection.root),
      basename(collection.root),
    );
    await locate(collection, names);
    return root === undefined ? undefined : { ...root, name: "/" };
  }
  // The parent, so that a link is told of as one.
  const parent = await locate(collection, names.slice(0, -1)).catch((error) => {
    // Who may see a folder need not see what it is in.
    if (error instanceof PathError && error.problem === "denied") return undefined;
    throw error;
  });
  const place = await locate(collection, names);
  if (place.info === undefined) return undefined;
  return await fileDocument(collection, parent?.real ?? dirname(place.real), name);
}

function notFound(call: Call, collection: Collection, path: string): Response {
  const message = [
    "Path not found, Error (list)",
    `Endpoint: ${collection.name} (${collection.id})`,
    `Server: ${new URL(call.world.origin).host}`,
    "Message: No such file or directory",
    "---",
    `Details: Error: '${path}' not found\\r\\n550-GlobusError: v=1 c=PATH_NOT_FOUND\\r\\n550 End.\\r\\n`,
    "",
  ].join("\n");
  return transferError(call, 404, "NotFound", message);
}

function denied(call: Call, collection: Collection, path: string): Response {
  const message = [
    "Denied by endpoint, Error (list)",
    `Endpoint: ${collection.name} (${collection.id})`,
    `Server: ${new URL(call.world.origin).host}`,
    `Command: MLST ${path}`,
    "Message: Fatal FTP Response",
    "---",
    "Details: 500 Command failed : Path not allowed.\\r\\n",
    "",
  ].join("\n");
  return transferError(call, 403, "EndpointPermissionDenied", message);
}

async function operationStat(call: Call): Promise<Response> {
  const collection = usableCollection(call, param(call, "id"));
  demandUnpaused(call, collection.id, "pause_ls");
  const path = call.url.searchParams.get("path");
  if (!path) throw badRequest(call, '"path" is required');
  try {
    const found = await find(collection, path);
    if (found === undefined) return notFound(call, collection, spell(namesOf(path)));
    return json(found);
  } catch (error) {
    const refused = fileError(call, error);
    return refused.status === 403 ? denied(call, collection, path) : refused;
  }
}
