import { authorizationOf, type Call, param } from "../../server/call.ts";
import type { Collection } from "../../collections.ts";
import { findToken } from "../../globus_auth/grants/find_token.ts";
import { PathError } from "../../disk/paths.ts";
import { json, Refusal } from "../../server/reply.ts";
import { get, head, put, type Route } from "../../server/router.ts";
import type { RefusalReason, Service } from "../../server/service.ts";
import { collectionFor, endpointOf } from "../endpoints/endpoints.ts";
import { httpsDownload } from "./https_download.ts";
import { httpsUpload } from "./https_upload.ts";
import { mayAnybody } from "./permissions.ts";

/**
 * HTTPS access to the files of the collections. As on the real service, it takes a token for the
 * collection's own `https` scope, and none where everybody may read.
 */
export function httpsService(): Service {
  return { prefixes: ["/https/"], routes: httpsRoutes(), authorize: () => undefined, refuse };
}

function httpsRoutes(): Route[] {
  const file = "/https/{id}/{path*}";
  return [get(file, download), head(file, download), put(file, upload)];
}

function httpsError(call: Call, status: number, code: string, message: string): Response {
  return json({ code, message, request_id: call.requestId }, { status });
}

function refuse(call: Call, reason: RefusalReason, detail: string): Response {
  switch (reason) {
    case "not-found":
      return httpsError(call, 404, "NotFound", "No such collection or file");
    case "bad-method":
      return httpsError(call, 405, "MethodNotAllowed", "Files are read with GET, written with PUT");
    case "bad-body":
      return httpsError(call, 400, "BadRequest", detail);
    case "too-large":
      return httpsError(call, 413, "RequestEntityTooLarge", detail);
    // The real codes are not known.
    case "name-too-long":
      return httpsError(call, 400, "InvalidPath", detail);
    case "no-space":
      return httpsError(call, 507, "InsufficientStorage", detail);
    case "failed":
      return httpsError(call, 500, "InternalError", detail);
  }
}

/** The collection of a call, as its caller may use it. */
function collectionOfCall(call: Call): Collection {
  const endpoint = endpointOf(call, param(call, "id"));
  const given = authorizationOf(call.request);
  const isRead = call.request.method !== "PUT";
  if (given === undefined && isRead && endpoint.collection !== undefined && endpoint.hostId) {
    return {
      ...endpoint.collection,
      permits: (names, wish) => wish === "read" && mayAnybody(call.world, endpoint, names),
    };
  }
  const grant = given?.scheme === "bearer"
    ? findToken(call.world, "access", given.value)?.globus
    : undefined;
  if (grant === undefined) {
    throw new Refusal(httpsError(call, 401, "AuthenticationFailed", "Token is not valid"));
  }
  if (!grant.scopes.includes(`https://auth.globus.org/scopes/${endpoint.id}/https`)) {
    throw new Refusal(
      httpsError(call, 403, "PermissionDenied", "The token lacks the collection's https scope"),
    );
  }
  const usable = collectionFor(call.world, grant.identityId, endpoint);
  if (usable !== undefined) return usable;
  throw new Refusal(httpsError(call, 403, "PermissionDenied", "You have no account here"));
}

/** The path of the file, each of its names decoded. */
function pathOf(call: Call): string {
  try {
    return param(call, "path").split("/").map(decodeURIComponent).join("/");
  } catch {
    throw new Refusal(httpsError(call, 400, "BadRequest", "The path is not encoded rightly"));
  }
}

const statuses = {
  invalid: [400, "InvalidPath"],
  outside: [403, "PermissionDenied"],
  denied: [403, "PermissionDenied"],
  "read-only": [403, "PermissionDenied"],
  missing: [404, "NotFound"],
  "not-a-folder": [404, "NotFound"],
  "not-a-file": [404, "NotFound"],
  exists: [409, "Conflict"],
} as const;

async function answered(
  call: Call,
  work: (collection: Collection, path: string) => Promise<Response>,
): Promise<Response> {
  try {
    return await work(collectionOfCall(call), pathOf(call));
  } catch (error) {
    if (error instanceof PathError) {
      const [status, code] = statuses[error.problem];
      return httpsError(call, status, code, error.message);
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      return httpsError(call, 403, "PermissionDenied", "Permission denied");
    }
    throw error;
  }
}

function download(call: Call): Promise<Response> {
  return answered(call, (collection, path) => httpsDownload(call, collection, path));
}

function upload(call: Call): Promise<Response> {
  return answered(call, (collection, path) => httpsUpload(call, collection, path));
}
