import type { World } from "../../world.ts";
import { usernameOf } from "../caller.ts";
import { effectiveRoles, hasRole } from "../files/permissions.ts";
import { isoTime } from "../query.ts";
import { type Endpoint, pausable, type PauseRule } from "../state.ts";

function hostOf(world: World, endpoint: Endpoint): Endpoint | undefined {
  return endpoint.hostId === null ? undefined : world.transfer.endpoints.get(endpoint.hostId);
}

/** Whether an identity manages an endpoint only by managing its host. */
export function managesByHost(world: World, identityId: string, endpoint: Endpoint): boolean {
  const host = hostOf(world, endpoint);
  if (host === undefined || !hasRole(world, identityId, host, "activity_manager")) return false;
  const own = { ...endpoint, hostId: null };
  return !effectiveRoles(world, identityId, own).includes("activity_manager");
}

/** Whether an identity may change a rule: what a manager of the host made is theirs alone. */
export function mayEdit(world: World, identityId: string, rule: PauseRule): boolean {
  const endpoint = world.transfer.endpoints.get(rule.endpointId);
  if (endpoint === undefined) return false;
  const host = rule.createdByHostManager ? hostOf(world, endpoint) : undefined;
  return hasRole(world, identityId, host ?? endpoint, "activity_manager");
}

function nameOf(world: World, endpointId: string): unknown {
  const endpoint = world.transfer.endpoints.get(endpointId);
  return endpoint?.fields.display_name ?? endpoint?.collection?.name ?? null;
}

function shared(world: World, rule: PauseRule): Record<string, unknown> {
  return {
    endpoint_display_name: nameOf(world, rule.endpointId),
    endpoint_id: rule.endpointId,
    id: rule.id,
    identity_id: rule.identityId,
    message: rule.message,
    modified_time: isoTime(rule.modified),
    start_time: rule.startTime === null ? null : isoTime(rule.startTime),
    ...Object.fromEntries(pausable.map((name) => [name, rule.stops[name]])),
  };
}

/** A rule as those see it whom it stops: without who made it. */
export function limitedPauseRule(world: World, rule: PauseRule): Record<string, unknown> {
  return { DATA_TYPE: "pause_rule_limited", ...shared(world, rule) };
}

/** A rule as managers see it. */
export function pauseRuleDocument(
  world: World,
  caller: string,
  rule: PauseRule,
): Record<string, unknown> {
  return {
    DATA_TYPE: "pause_rule",
    ...shared(world, rule),
    created_by_host_manager: rule.createdByHostManager,
    editable: mayEdit(world, caller, rule),
    modified_by: usernameOf(world, rule.modifiedById),
    modified_by_id: rule.modifiedById,
  };
}
