import { type Call, jsonObject, param } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { del, get, post, type Route } from "../../server/router.ts";
import { callerId } from "../caller.ts";
import { endpointOfCall } from "./endpoints.ts";
import { badRequest, refusal } from "../errors.ts";
import { demandDataType, oneOf, requiredText } from "../fields.ts";
import { demandRole, effectiveRoles, roleNames } from "../files/permissions.ts";
import { result } from "../tasks/result.ts";
import type { Endpoint, Role } from "../state.ts";

/** Who manages an endpoint. */
export function roleRoutes(): Route[] {
  return [
    get("/v0.10/endpoint/{id}/role_list", listRoles),
    post("/v0.10/endpoint/{id}/role", addRole),
    get("/v0.10/endpoint/{id}/role/{role}", getRole),
    del("/v0.10/endpoint/{id}/role/{role}", deleteRole),
  ];
}

function roleDocument(role: Role): Record<string, unknown> {
  return {
    DATA_TYPE: "role",
    id: role.id,
    principal_type: role.principalType,
    principal: role.principal,
    role: role.role,
  };
}

function rolesOf(call: Call, endpoint: Endpoint): Role[] {
  return [...call.world.transfer.roles.values()].filter((role) => role.endpointId === endpoint.id);
}

/** Whose roles a caller sees: an administrator all, others their own. */
function visibleRoles(call: Call, endpoint: Endpoint): Role[] {
  const caller = callerId(call);
  const isAdmin = effectiveRoles(call.world, caller, endpoint).includes("administrator");
  return rolesOf(call, endpoint).filter((role) => isAdmin || role.principal === caller);
}

function listRoles(call: Call): Response {
  const endpoint = endpointOfCall(call);
  return json({
    DATA_TYPE: "role_list",
    endpoint: endpoint.id,
    DATA: visibleRoles(call, endpoint).map(roleDocument),
  });
}

function roleOfCall(call: Call, roles: readonly Role[]): Role {
  const id = param(call, "role");
  const found = roles.find((role) => role.id === id);
  if (found === undefined) throw refusal(call, 404, "RoleNotFound", `No role with id '${id}'`);
  return found;
}

function getRole(call: Call): Response {
  return json(roleDocument(roleOfCall(call, visibleRoles(call, endpointOfCall(call)))));
}

async function addRole(call: Call): Promise<Response> {
  const endpoint = endpointOfCall(call);
  demandRole(call, endpoint, "administrator");
  const body = await jsonObject(call);
  demandDataType(call, body, "role");
  const role: Role = {
    id: crypto.randomUUID(),
    endpointId: endpoint.id,
    principalType: oneOf(call, body, "principal_type", ["identity", "group"]),
    principal: requiredText(call, body, "principal").toLowerCase(),
    role: oneOf(call, body, "role", roleNames),
  };
  if (
    role.principalType === "identity" && !call.world.globusAuth.identities.has(role.principal)
  ) {
    throw badRequest(call, `No identity with id '${role.principal}'`);
  }
  if (endpoint.subscriptionId === null) {
    throw refusal(call, 409, "Conflict", "Only endpoints with a subscription have more roles");
  }
  const isThere = rolesOf(call, endpoint).some((other) =>
    other.principal === role.principal && other.role === role.role
  );
  if (isThere) throw refusal(call, 409, "Exists", "The principal has that role already");
  call.world.transfer.roles.set(role.id, role);
  return json(roleDocument(role));
}

function deleteRole(call: Call): Response {
  const endpoint = endpointOfCall(call);
  const role = roleOfCall(call, visibleRoles(call, endpoint));
  // Anyone may give a role of their own up.
  if (role.principal !== callerId(call)) demandRole(call, endpoint, "administrator");
  const isLast = role.role === "administrator" &&
    rolesOf(call, endpoint).filter((other) => other.role === "administrator").length === 1;
  if (isLast) {
    throw refusal(call, 409, "Conflict", "An endpoint keeps at least one administrator");
  }
  call.world.transfer.roles.delete(role.id);
  return result(call, "Deleted", `Role '${role.id}' deleted successfully`);
}
