import { type Call, jsonObject, param } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { del, get, post, put, type Route } from "../../server/router.ts";
import { callerId } from "../caller.ts";
import { endpointOf, endpointOfCall } from "../endpoints/endpoints.ts";
import { badRequest, refusal } from "../errors.ts";
import { type Body, demandDataType, flag, optionalText, requiredText, timeOf } from "../fields.ts";
import { demandManager } from "./manager.ts";
import {
  limitedPauseRule,
  managesByHost,
  mayEdit,
  pauseRuleDocument,
} from "./pause_rule_document.ts";
import { rulesFor } from "./pauses.ts";
import { demandRole, hasRole, lacksRole } from "../files/permissions.ts";
import { result } from "../tasks/result.ts";
import { type Pausable, pausable, type PauseRule, type RoleName } from "../state.ts";

/** The rules by which managers stop what happens on their endpoints. */
export function pauseRuleRoutes(): Route[] {
  const rule = "/v0.10/endpoint_manager/pause_rule";
  return [
    get("/v0.10/endpoint/{id}/my_effective_pause_rule_list", myEffectiveRules),
    get("/v0.10/endpoint_manager/pause_rule_list", listRules),
    post(rule, createRule),
    get(`${rule}/{rule}`, getRule),
    put(`${rule}/{rule}`, updateRule),
    del(`${rule}/{rule}`, deleteRule),
  ];
}

function myEffectiveRules(call: Call): Response {
  const rules = rulesFor(call.world, endpointOfCall(call).id, callerId(call));
  return json({
    DATA_TYPE: "pause_rule_list",
    DATA: rules.map((rule) => limitedPauseRule(call.world, rule)),
  });
}

/** Whether the caller has a role on the endpoint of a rule. */
function hasRoleFor(call: Call, rule: PauseRule, role: RoleName): boolean {
  const endpoint = call.world.transfer.endpoints.get(rule.endpointId);
  return endpoint !== undefined && hasRole(call.world, callerId(call), endpoint, role);
}

function listRules(call: Call): Response {
  demandManager(call);
  const { world, url } = call;
  const endpointId = url.searchParams.get("filter_endpoint");
  const hostId = url.searchParams.get("filter_host_endpoint");
  for (const id of [endpointId, hostId]) {
    if (id !== null) demandRole(call, endpointOf(call, id), "activity_monitor");
  }
  const rules = [...world.transfer.pauseRules.values()].filter((rule) =>
    hasRoleFor(call, rule, "activity_monitor") &&
    (endpointId === null || rule.endpointId === endpointId) &&
    (hostId === null || world.transfer.endpoints.get(rule.endpointId)?.hostId === hostId)
  );
  return json({
    DATA_TYPE: "pause_rule_list",
    DATA: rules.map((rule) => pauseRuleDocument(world, callerId(call), rule)),
  });
}

function stopsOf(
  call: Call,
  body: Body,
  old: (name: Pausable) => boolean,
): Record<Pausable, boolean> {
  const entries = pausable.map((name) => [name, flag(call, body, name, old(name))]);
  return Object.fromEntries(entries);
}

function startOf(call: Call, body: Body): number | null {
  const text = optionalText(call, body, "start_time");
  return text === undefined ? null : timeOf(call, "start_time", text);
}

async function createRule(call: Call): Promise<Response> {
  demandManager(call);
  const body = await jsonObject(call);
  if (body.DATA_TYPE !== "pause_rule") throw badRequest(call, 'DATA_TYPE must be "pause_rule"');
  const endpoint = endpointOf(call, requiredText(call, body, "endpoint_id"));
  demandRole(call, endpoint, "activity_manager");
  const caller = callerId(call);
  const rule: PauseRule = {
    id: crypto.randomUUID(),
    endpointId: endpoint.id,
    identityId: optionalText(call, body, "identity_id")?.toLowerCase() ?? null,
    message: requiredText(call, body, "message"),
    startTime: startOf(call, body),
    createdById: caller,
    createdByHostManager: managesByHost(call.world, caller, endpoint),
    modifiedById: caller,
    modified: call.world.now(),
    stops: stopsOf(call, body, () => true),
  };
  call.world.transfer.pauseRules.set(rule.id, rule);
  return json(pauseRuleDocument(call.world, caller, rule));
}

function ruleOfCall(call: Call): PauseRule {
  demandManager(call);
  const id = param(call, "rule");
  const rule = call.world.transfer.pauseRules.get(id);
  if (rule === undefined) {
    throw refusal(call, 404, "PauseRuleNotFound", `No pause rule with id '${id}'`);
  }
  if (!hasRoleFor(call, rule, "activity_manager")) throw lacksRole(call, "activity_manager");
  return rule;
}

function getRule(call: Call): Response {
  return json(pauseRuleDocument(call.world, callerId(call), ruleOfCall(call)));
}

function editableRule(call: Call): PauseRule {
  const rule = ruleOfCall(call);
  if (!mayEdit(call.world, callerId(call), rule)) throw lacksRole(call, "activity_manager");
  return rule;
}

async function updateRule(call: Call): Promise<Response> {
  const old = editableRule(call);
  const body = await jsonObject(call);
  demandDataType(call, body, "pause_rule");
  const rule: PauseRule = {
    ...old,
    message: optionalText(call, body, "message") ?? old.message,
    startTime: "start_time" in body ? startOf(call, body) : old.startTime,
    modifiedById: callerId(call),
    modified: call.world.now(),
    stops: stopsOf(call, body, (name) => old.stops[name]),
  };
  call.world.transfer.pauseRules.set(rule.id, rule);
  return json(pauseRuleDocument(call.world, callerId(call), rule));
}

function deleteRule(call: Call): Response {
  const { id } = editableRule(call);
  call.world.transfer.pauseRules.delete(id);
  return result(call, "Deleted", `Pause rule '${id}' deleted successfully`);
}
