import { type Call, jsonObject, param } from "../../server/call.ts";
import { namesOf, PathError, spell } from "../../disk/paths.ts";
import { json, Refusal } from "../../server/reply.ts";
import { del, get, post, put, type Route } from "../../server/router.ts";
import type { World } from "../../world.ts";
import { endpointOfCall } from "./endpoints.ts";
import { badRequest, fileError, refusal } from "../errors.ts";
import { type Body, demandDataType, oneOf, optionalText, requiredText, timeOf } from "../fields.ts";
import { demandRole } from "../files/permissions.ts";
import { isoTime } from "../query.ts";
import { result } from "../tasks/result.ts";
import type { AccessRule, Endpoint } from "../state.ts";

/** Who sees what of a guest collection. */
export function accessRuleRoutes(): Route[] {
  return [
    get("/v0.10/endpoint/{id}/access_list", listRules),
    post("/v0.10/endpoint/{id}/access", addRule),
    get("/v0.10/endpoint/{id}/access/{rule}", getRule),
    put("/v0.10/endpoint/{id}/access/{rule}", updateRule),
    del("/v0.10/endpoint/{id}/access/{rule}", deleteRule),
  ];
}

const longestPath = 2000;
const everybody = ["all_authenticated_users", "anonymous"] as const;
const principalTypes = ["identity", "group", ...everybody] as const;

function ruleDocument(rule: AccessRule): Record<string, unknown> {
  return {
    DATA_TYPE: "access",
    create_time: isoTime(rule.created),
    expiration_date: rule.expires === undefined ? null : isoTime(rule.expires),
    id: rule.id,
    path: rule.path,
    permissions: rule.permissions,
    principal: rule.principal,
    principal_type: rule.principalType,
    role_id: null,
    role_type: null,
  };
}

/** What an access list shows: the rules, and before them what roles give their holders. */
export function accessDocuments(world: World, endpoint: Endpoint): Record<string, unknown>[] {
  const managers = [...world.transfer.roles.values()].filter((role) =>
    role.endpointId === endpoint.id &&
    (role.role === "administrator" || role.role === "access_manager")
  );
  const rules = [...world.transfer.rules.values()]
    .filter((rule) => rule.endpointId === endpoint.id);
  return [
    ...managers.map((role) => ({
      DATA_TYPE: "access",
      create_time: null,
      expiration_date: null,
      id: null,
      path: "/",
      permissions: "rw",
      principal: role.principal,
      principal_type: role.principalType,
      role_id: role.id,
      role_type: role.role,
    })),
    ...rules.map(ruleDocument),
  ];
}

/** The guest collection of a call, whose rules the caller may see and change. */
function managedGuest(call: Call): Endpoint {
  const endpoint = endpointOfCall(call);
  demandRole(call, endpoint, "access_manager");
  if (endpoint.hostId !== null) return endpoint;
  throw refusal(
    call,
    409,
    "Conflict",
    "Only guest collections have access rules: make one of a folder first",
  );
}

function listRules(call: Call): Response {
  const endpoint = managedGuest(call);
  return json({
    DATA_TYPE: "access_list",
    endpoint: endpoint.id,
    DATA: accessDocuments(call.world, endpoint),
  });
}

function ruleOfCall(call: Call, endpoint: Endpoint): AccessRule {
  const id = param(call, "rule");
  const rule = call.world.transfer.rules.get(id);
  if (rule?.endpointId === endpoint.id) return rule;
  throw refusal(call, 404, "AccessRuleNotFound", `No access rule with id '${id}'`);
}

function getRule(call: Call): Response {
  return json(ruleDocument(ruleOfCall(call, managedGuest(call))));
}

function pathOf(call: Call, body: Body): string {
  const path = requiredText(call, body, "path");
  const invalid = (words: string) => refusal(call, 400, "InvalidPath", `"path" ${words}`);
  if (!path.startsWith("/") || !path.endsWith("/")) {
    throw invalid("must be absolute and end with a slash");
  }
  if (/\/\.\.?\//.test(path)) throw invalid('must not hold "/./" or "/../"');
  if (encodeURI(path).length > longestPath) {
    throw invalid(`has at most ${longestPath} characters once it is encoded`);
  }
  try {
    const names = namesOf(path);
    return names.length === 0 ? "/" : spell(names) + "/";
  } catch (error) {
    if (error instanceof PathError) throw new Refusal(fileError(call, error));
    throw error;
  }
}

function expiryOf(call: Call, body: Body): number | undefined {
  const text = optionalText(call, body, "expiration_date");
  if (text === undefined) return undefined;
  const expires = timeOf(call, "expiration_date", text);
  if (expires <= call.world.now()) throw badRequest(call, '"expiration_date" is in the past');
  return expires;
}

function principalOf(call: Call, body: Body): Pick<AccessRule, "principal" | "principalType"> {
  const principalType = oneOf(call, body, "principal_type", principalTypes);
  if (principalType === "all_authenticated_users" || principalType === "anonymous") {
    if (body.principal) throw badRequest(call, `"principal" must be "" for ${principalType}`);
    return { principalType, principal: "" };
  }
  const principal = requiredText(call, body, "principal").toLowerCase();
  if (principalType === "identity" && !call.world.globusAuth.identities.has(principal)) {
    throw badRequest(call, `No identity with id '${principal}'`);
  }
  return { principalType, principal };
}

async function addRule(call: Call): Promise<Response> {
  const endpoint = managedGuest(call);
  const body = await jsonObject(call);
  demandDataType(call, body, "access");
  const rule: AccessRule = {
    id: crypto.randomUUID(),
    endpointId: endpoint.id,
    ...principalOf(call, body),
    path: pathOf(call, body),
    permissions: oneOf(call, body, "permissions", ["r", "rw"]),
    created: call.world.now(),
    expires: expiryOf(call, body),
  };
  if (rule.principalType === "anonymous" && rule.permissions === "rw") {
    throw badRequest(call, 'Anonymous users may have the permissions "r" only');
  }
  const { rules } = call.world.transfer;
  const isThere = [...rules.values()].some((other) =>
    other.endpointId === endpoint.id && other.path === rule.path &&
    other.principalType === rule.principalType && other.principal === rule.principal
  );
  if (isThere) {
    throw refusal(call, 409, "Exists", "The principal has a rule for that path already");
  }
  rules.set(rule.id, rule);
  return result(call, "Created", "Access rule created successfully.", {
    dataType: "access_create_result",
    more: { access_id: rule.id },
  });
}

async function updateRule(call: Call): Promise<Response> {
  const endpoint = managedGuest(call);
  const rule = ruleOfCall(call, endpoint);
  const body = await jsonObject(call);
  demandDataType(call, body, "access");
  if (body.id !== undefined && body.id !== rule.id) {
    throw badRequest(call, '"id" must be that of the rule that is changed');
  }
  const permissions = body.permissions === undefined
    ? rule.permissions
    : oneOf(call, body, "permissions", ["r", "rw"]);
  if (rule.principalType === "anonymous" && permissions === "rw") {
    throw badRequest(call, 'Anonymous users may have the permissions "r" only');
  }
  const expires = "expiration_date" in body ? expiryOf(call, body) : rule.expires;
  call.world.transfer.rules.set(rule.id, { ...rule, permissions, expires });
  return result(
    call,
    "Updated",
    `Access rule '${rule.id}' permissions updated successfully`,
  );
}

function deleteRule(call: Call): Response {
  const { id } = ruleOfCall(call, managedGuest(call));
  call.world.transfer.rules.delete(id);
  return result(call, "Deleted", `Access rule '${id}' deleted successfully`);
}
