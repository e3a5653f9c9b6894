import { type Call, jsonObject } from "../../server/call.ts";
import { identity } from "../../identity.ts";
import { put, type Route } from "../../server/router.ts";
import { callerId } from "../caller.ts";
import { endpointOfCall } from "./endpoints.ts";
import { badRequest, refusal } from "../errors.ts";
import { demandRole, hasRole } from "../files/permissions.ts";
import { result } from "../tasks/result.ts";
import { subscriptionId } from "../state.ts";

/** Which subscription a collection belongs to. The person of the sandbox manages one. */
export function subscriptionRoutes(): Route[] {
  return [
    put("/v0.10/endpoint/{id}/subscription", setSubscription),
    put("/v0.10/endpoint/{id}/subscription_admin_verified", setAdminVerified),
  ];
}

async function setSubscription(call: Call): Promise<Response> {
  const endpoint = endpointOfCall(call);
  demandRole(call, endpoint, "administrator");
  const { subscription_id: wanted } = await jsonObject(call);
  if (endpoint.hostId !== null) {
    throw badRequest(call, "A guest collection has the subscription of its mapped collection");
  }
  const isManager = callerId(call) === identity.sub;
  if (wanted === null) endpoint.subscriptionId = null;
  else if (wanted === subscriptionId || wanted === "DEFAULT") {
    if (!isManager) {
      throw refusal(call, 403, "PermissionDenied", "You do not manage the subscription");
    }
    endpoint.subscriptionId = subscriptionId;
  } else {
    throw badRequest(
      call,
      `"subscription_id" must be "DEFAULT", null or one that you manage: ${subscriptionId}`,
    );
  }
  const { endpoints } = call.world.transfer;
  for (const guest of endpoints.values()) {
    if (guest.hostId !== endpoint.id) continue;
    guest.subscriptionId = endpoint.subscriptionId;
    endpoints.touch(guest.id);
  }
  if (endpoint.subscriptionId === null) endpoint.adminVerified = false;
  endpoints.touch(endpoint.id);
  return result(call, "Updated", "Endpoint updated successfully");
}

async function setAdminVerified(call: Call): Promise<Response> {
  const endpoint = endpointOfCall(call);
  const { subscription_admin_verified: verified } = await jsonObject(call);
  if (typeof verified !== "boolean") {
    throw badRequest(call, '"subscription_admin_verified" must be true or false');
  }
  if (endpoint.subscriptionId === null) {
    throw badRequest(
      call,
      "The collection must be associated with a subscription to set subscription_admin_verified",
    );
  }
  const caller = callerId(call);
  const isManager = caller === identity.sub;
  // An administrator of the collection may take the mark away, and not give it.
  if (!isManager && (verified || !hasRole(call.world, caller, endpoint, "administrator"))) {
    throw refusal(
      call,
      403,
      "PermissionDenied",
      "User does not have an admin role on the collection's subscription to set " +
        "subscription_admin_verified",
    );
  }
  endpoint.adminVerified = verified;
  call.world.transfer.endpoints.touch(endpoint.id);
  return result(call, "Updated", "Endpoint updated successfully");
}
