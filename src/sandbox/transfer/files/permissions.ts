import type { Call } from "../../server/call.ts";
import { Refusal } from "../../server/reply.ts";
import type { World } from "../../world.ts";
import { callerId } from "../caller.ts";
import { transferError } from "../errors.ts";
import type { AccessRule, Endpoint, RoleName } from "../state.ts";

const implied: Readonly<Record<RoleName, readonly RoleName[]>> = {
  administrator: ["administrator", "access_manager", "activity_manager", "activity_monitor"],
  access_manager: ["access_manager"],
  activity_manager: ["activity_manager", "activity_monitor"],
  activity_monitor: ["activity_monitor"],
};

/** The names of all roles, from all to least. */
export const roleNames: readonly RoleName[] = implied.administrator;

function rolesOn(world: World, identityId: string, endpointId: string): RoleName[] {
  return [...world.transfer.roles.values()]
    .filter((role) => role.endpointId === endpointId && role.principal === identityId)
    .flatMap((role) => implied[role.role]);
}

/** What an identity may do on an endpoint: by roles there, and by watching over its host. */
export function effectiveRoles(
  world: World,
  identityId: string,
  endpoint: Endpoint,
): RoleName[] {
  const own = rolesOn(world, identityId, endpoint.id);
  const fromHost = endpoint.hostId === null
    ? []
    : rolesOn(world, identityId, endpoint.hostId).filter((role) => role.startsWith("activity_"));
  return roleNames.filter((role) => own.includes(role) || fromHost.includes(role));
}

/** Whether an identity may do what a role lets do. */
export function hasRole(
  world: World,
  identityId: string,
  endpoint: Endpoint,
  role: RoleName,
): boolean {
  return effectiveRoles(world, identityId, endpoint).includes(role);
}

/** The refusal of someone who lacks a role. */
export function lacksRole(call: Call, role: RoleName): Refusal {
  return new Refusal(
    transferError(
      call,
      403,
      "PermissionDenied",
      `You do not have the ${role} role that this takes`,
    ),
  );
}

/** @throws A 403 where the caller lacks the role. */
export function demandRole(call: Call, endpoint: Endpoint, role: RoleName): void {
  if (!hasRole(call.world, callerId(call), endpoint, role)) throw lacksRole(call, role);
}

/** Whether a rule is about an identity. */
function isAbout(rule: AccessRule, identityId: string): boolean {
  switch (rule.principalType) {
    case "all_authenticated_users":
    case "anonymous":
      return true;
    case "identity":
    case "group":
      return rule.principal === identityId;
  }
}

/** The rules that are in force on a guest collection. */
export function rulesInForce(world: World, endpointId: string): AccessRule[] {
  return [...world.transfer.rules.values()].filter((rule) =>
    rule.endpointId === endpointId && (rule.expires === undefined || rule.expires > world.now())
  );
}

/** Whether somebody who has not logged in may read at a path of a guest collection. */
export function mayAnybody(world: World, endpoint: Endpoint, names: readonly string[]): boolean {
  const path = names.map((name) => `/${name}`).join("") + "/";
  return rulesInForce(world, endpoint.id).some((rule) =>
    rule.principalType === "anonymous" && path.startsWith(rule.path)
  );
}

/** Whether an identity may see anything of a guest collection. */
export function seesSomething(world: World, identityId: string, endpoint: Endpoint): boolean {
  return hasRole(world, identityId, endpoint, "access_manager") ||
    rulesInForce(world, endpoint.id).some((rule) => isAbout(rule, identityId));
}

/**
 * Whether an identity may read or write at a path of a guest collection. It is asked again at each
 * step, so that a rule taken away stops a task that runs.
 */
export function mayUse(
  world: World,
  identityId: string,
  endpoint: Endpoint,
  place: { names: readonly string[]; wish: "read" | "write" },
): boolean {
  if (hasRole(world, identityId, endpoint, "access_manager")) return true;
  const path = place.names.map((name) => `/${name}`).join("") + "/";
  return rulesInForce(world, endpoint.id).some((rule) =>
    isAbout(rule, identityId) && path.startsWith(rule.path) &&
    (place.wish === "read" || rule.permissions === "rw")
  );
}
