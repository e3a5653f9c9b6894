import { authorizationOf, type Call } from "../server/call.ts";
import type { RefusalReason, Service } from "../server/service.ts";
import { checkToken } from "../tokens.ts";
import { accessRuleRoutes } from "./endpoints/access_rules.ts";
import { activationRoutes } from "./endpoints/activation.ts";
import { bookmarkRoutes } from "./endpoints/bookmarks.ts";
import { endpointChangeRoutes } from "./endpoints/endpoint_changes.ts";
import { endpointSearchRoutes } from "./endpoints/endpoint_search.ts";
import { endpointRoutes } from "./endpoints/endpoints.ts";
import { transferError } from "./errors.ts";
import { fileListRoutes } from "./files/file_list.ts";
import { managerActionRoutes } from "./manager/manager_actions.ts";
import { managerEndpointRoutes } from "./manager/manager_endpoints.ts";
import { managerTaskRoutes } from "./manager/manager_tasks.ts";
import { mkdirRoutes } from "./files/mkdir.ts";
import { pauseRuleRoutes } from "./manager/pause_rules.ts";
import { renameRoutes } from "./files/rename.ts";
import { roleRoutes } from "./endpoints/roles.ts";
import { serverRoutes } from "./endpoints/servers.ts";
import { sharedEndpointRoutes } from "./endpoints/shared_endpoints.ts";
import { statRoutes } from "./files/stat.ts";
import { submitRoutes } from "./tasks/submit.ts";
import { subscriptionRoutes } from "./endpoints/subscription.ts";
import { symlinkRoutes } from "./files/symlink.ts";
import { taskRoutes } from "./tasks/tasks.ts";
import { withWantedFields } from "./wanted_fields.ts";

/** Globus Transfer, version 0.10 of its API. */
export function transferService(): Service {
  return {
    // Below `/v2` there is no route: what is there is refused in the service's own words.
    prefixes: ["/v0.10/", "/v2/bookmarks", "/v2/stream_access_points", "/v2/tunnels"],
    routes: [
      ...accessRuleRoutes(),
      ...activationRoutes(),
      ...bookmarkRoutes(),
      ...endpointChangeRoutes(),
      ...endpointSearchRoutes(),
      ...endpointRoutes(),
      ...fileListRoutes(),
      ...managerActionRoutes(),
      ...managerEndpointRoutes(),
      ...managerTaskRoutes(),
      ...mkdirRoutes(),
      ...pauseRuleRoutes(),
      ...renameRoutes(),
      ...roleRoutes(),
      ...serverRoutes(),
      ...sharedEndpointRoutes(),
      ...statRoutes(),
      ...submitRoutes(),
      ...subscriptionRoutes(),
      ...symlinkRoutes(),
      ...taskRoutes(),
    ].map(withWantedFields),
    authorize,
    refuse,
  };
}

function authorize(call: Call): Response | undefined {
  const given = authorizationOf(call.request);
  const code = "ClientError.AuthenticationFailed";
  if (given === undefined) return transferError(call, 401, code, "No credentials supplied");
  const checked = given.scheme === "bearer"
    ? checkToken(call.world.tokens, "transfer", "access", given.value)
    : "unknown";
  if (typeof checked === "object") return undefined;
  return transferError(call, 401, code, "Token is not valid");
}

function refuse(call: Call, reason: RefusalReason, detail: string): Response {
  switch (reason) {
    case "not-found":
      return transferError(call, 404, "ClientError.NotFound", "No such resource");
    case "bad-method":
      return transferError(call, 405, "ClientError.BadMethod", "The resource has no such method");
    case "bad-body":
      return transferError(call, 400, "BadRequest", detail);
    case "too-large":
      return transferError(call, 413, "ClientError.RequestEntityTooLarge", detail);
    // As a collection's server refuses; the real code is not known.
    case "name-too-long":
    case "no-space":
      return transferError(call, 502, "EndpointError", detail);
    case "failed":
      return transferError(call, 500, "InternalError", detail);
  }
}
