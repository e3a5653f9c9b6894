import { type Call, jsonObject } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { get, post, type Route } from "../../server/router.ts";
import { callerId } from "../caller.ts";
import { endpointOfCall } from "./endpoints.ts";
import { activatedUntil } from "./endpoint_view.ts";
import { badRequest } from "../errors.ts";
import { objects } from "../fields.ts";
import { isoTime, numberParam } from "../query.ts";
import { result } from "../tasks/result.ts";
import type { Endpoint } from "../state.ts";

/**
 * Activation, as endpoints of Globus Connect Server 4 took it. The collections of the sandbox activate
 * themselves; an endpoint made with a MyProxy server wants a user name and a password, and takes any.
 */
export function activationRoutes(): Route[] {
  return [
    get("/v0.10/endpoint/{id}/activation_requirements", requirements),
    post("/v0.10/endpoint/{id}/autoactivate", autoactivate),
    post("/v0.10/endpoint/{id}/activate", activate),
    post("/v0.10/endpoint/{id}/deactivate", deactivate),
  ];
}

const lifetimeSeconds = 12 * 60 * 60;

function keyOf(call: Call, endpoint: Endpoint): string {
  return `${callerId(call)}/${endpoint.id}`;
}

function needsCredential(endpoint: Endpoint): boolean {
  return endpoint.collection === undefined && endpoint.entityType === "GCSv4_host";
}

function requirement(name: string, value: string | null, more: Record<string, unknown> = {}) {
  return {
    DATA_TYPE: "activation_requirement",
    description: null,
    name,
    private: false,
    required: true,
    type: "myproxy",
    ui_name: name,
    value,
    ...more,
  };
}

function myproxyRequirements(endpoint: Endpoint): unknown[] {
  const server = endpoint.fields.myproxy_server;
  if (!needsCredential(endpoint) || typeof server !== "string") return [];
  return [
    requirement("hostname", server),
    requirement("username", null),
    requirement("passphrase", null, { private: true }),
    requirement("lifetime_in_hours", "12", { required: false }),
  ];
}

/** The members that the requirements and the replies to an activation share. */
function requirementMembers(call: Call, endpoint: Endpoint): Record<string, unknown> {
  const until = activatedUntil(call.world, callerId(call), endpoint);
  const isAutomatic = !needsCredential(endpoint);
  const left = Math.max(0, Math.floor((until - call.world.now()) / 1000));
  return {
    activated: until > call.world.now(),
    auto_activation_supported: isAutomatic,
    endpoint: endpoint.id,
    expire_time: isAutomatic ? null : isoTime(until),
    expires_in: isAutomatic ? -1 : left,
    length: myproxyRequirements(endpoint).length,
    oauth_server: endpoint.fields.oauth_server ?? null,
    DATA: myproxyRequirements(endpoint),
  };
}

function requirements(call: Call): Response {
  const endpoint = endpointOfCall(call);
  return json({
    DATA_TYPE: "activation_requirements",
    ...requirementMembers(call, endpoint),
  });
}

function activationResult(
  call: Call,
  endpoint: Endpoint,
  code: string,
  message: string,
): Response {
  return result(call, code, message, {
    dataType: "activation_result",
    more: { subject: null, ...requirementMembers(call, endpoint) },
  });
}

function autoactivate(call: Call): Response {
  const endpoint = endpointOfCall(call);
  const { activations } = call.world.transfer;
  const left = activatedUntil(call.world, callerId(call), endpoint) - call.world.now();
  const wanted = numberParam(call, "if_expires_in", { fallback: 1e12, least: 0, most: 1e12 });
  const isAsked = call.url.searchParams.has("if_expires_in");
  if (isAsked && left > wanted * 1000) {
    return activationResult(call, endpoint, "AlreadyActivated", "The endpoint is active already");
  }
  if (!needsCredential(endpoint)) {
    activations.set(keyOf(call, endpoint), Infinity);
    return activationResult(
      call,
      endpoint,
      "AutoActivated.GlobusOnlineCredential",
      "The endpoint was activated with a credential of the service",
    );
  }
  if (left > 0) {
    return activationResult(
      call,
      endpoint,
      "AutoActivated.CachedCredential",
      "The endpoint was activated with the credential of an earlier activation",
    );
  }
  return activationResult(
    call,
    endpoint,
    "AutoActivationFailed",
    "The endpoint wants a credential: activate it with one",
  );
}

async function activate(call: Call): Promise<Response> {
  const endpoint = endpointOfCall(call);
  const body = await jsonObject(call);
  const given = objects(call, body.DATA ?? [], "DATA");
  const missing = ["username", "passphrase"].find((name) =>
    !given.some((item) => item.name === name && typeof item.value === "string" && item.value !== "")
  );
  if (needsCredential(endpoint)) {
    if (missing !== undefined) {
      throw badRequest(call, `The activation requirement "${missing}" has no value`);
    }
    const until = call.world.now() + lifetimeSeconds * 1000;
    call.world.transfer.activations.set(keyOf(call, endpoint), until);
  } else call.world.transfer.activations.set(keyOf(call, endpoint), Infinity);
  return activationResult(
    call,
    endpoint,
    "Activated.MyProxyCredential",
    "The endpoint was activated",
  );
}

function deactivate(call: Call): Response {
  const endpoint = endpointOfCall(call);
  call.world.transfer.activations.delete(keyOf(call, endpoint));
  return result(call, "Deactivated", "The endpoint was deactivated");
}
