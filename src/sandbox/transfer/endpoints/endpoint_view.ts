import type { World } from "../../world.ts";
import { hasAccount, usernameOf } from "../caller.ts";
import { type Discoverable, endpointDocument } from "./endpoint_document.ts";
import { isoTime } from "../query.ts";
import { effectiveRoles } from "../files/permissions.ts";
import type { Endpoint } from "../state.ts";
import { identity } from "../../identity.ts";

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function descriptionOf(endpoint: Endpoint): string {
  if (endpoint.collection === undefined || endpoint.hostId !== null) return "";
  return endpoint.collection.writable
    ? "A folder of this machine, served by the keyferry sandbox"
    : "A folder of this machine, served read-only by the keyferry sandbox";
}

/** An endpoint of the sandbox, as the search looks at it. */
export function discoverable(world: World, caller: string, endpoint: Endpoint): Discoverable {
  const { fields, collection } = endpoint;
  const isServed = collection !== undefined && endpoint.hostId === null;
  return {
    id: endpoint.id,
    name: textOf(fields.display_name ?? collection?.name),
    description: textOf(fields.description ?? descriptionOf(endpoint)),
    organization: textOf(fields.organization ?? identity.organization),
    keywords: textOf(fields.keywords ?? (isServed ? "sandbox" : "")) || null,
    ownerId: endpoint.ownerId,
    owner: usernameOf(world, endpoint.ownerId),
    isPublic: fields.public === true,
    mine: endpoint.ownerId === caller,
  };
}

/** Until when somebody has activated an endpoint; 0 where they have not, `Infinity` for always. */
export function activatedUntil(world: World, caller: string, endpoint: Endpoint): number {
  return world.transfer.activations.get(`${caller}/${endpoint.id}`) ?? 0;
}

function activation(world: World, caller: string, endpoint: Endpoint): Record<string, unknown> {
  const until = activatedUntil(world, caller, endpoint);
  const left = until - world.now();
  if (endpoint.collection !== undefined) {
    return { activated: left > 0, expires_in: -1, expire_time: null };
  }
  return {
    activated: left > 0,
    expires_in: Math.max(0, Math.floor(left / 1000)),
    expire_time: isoTime(until),
  };
}

function guestMembers(world: World, endpoint: Endpoint): Record<string, unknown> {
  if (endpoint.hostId === null) return {};
  const host = world.transfer.endpoints.get(endpoint.hostId);
  const hostName = textOf(host?.fields.display_name ?? host?.collection?.name) || null;
  return {
    acl_available: true,
    host_endpoint: endpoint.hostId,
    host_endpoint_display_name: hostName,
    host_endpoint_id: endpoint.hostId,
    host_path: endpoint.hostPath,
    local_user_info_available: false,
    mapped_collection_display_name: hostName,
    mapped_collection_id: endpoint.hostId,
    sharing_target_endpoint: endpoint.hostId,
    sharing_target_root_path: endpoint.hostPath,
  };
}

function kindMembers(world: World, endpoint: Endpoint): Record<string, unknown> {
  switch (endpoint.entityType) {
    case "GCSv5_mapped_collection":
      return { https_server: `${world.origin}/https/${endpoint.id}`, shareable: true };
    case "GCSv5_guest_collection":
      return { https_server: `${world.origin}/https/${endpoint.id}` };
    case "GCSv4_host":
      return { gcs_version: null, shareable: false };
    case "GCP_mapped_collection":
      return {
        gcs_version: null,
        is_globus_connect: true,
        gcp_connected: false,
        gcp_paused: false,
      };
  }
}

function isInUse(world: World, caller: string, endpoint: Endpoint): boolean {
  return [...world.tasks.byId.values()].some(({ status, ownerId, order }) =>
    status === "ACTIVE" && ownerId === caller &&
    (order.source.id === endpoint.id || order.destination.id === endpoint.id)
  );
}

/** An endpoint's document as somebody sees it. */
export function endpointView(
  world: World,
  caller: string,
  endpoint: Endpoint,
): Record<string, unknown> {
  const roles = effectiveRoles(world, caller, endpoint);
  const isGuest = endpoint.hostId !== null;
  const item = discoverable(world, caller, endpoint);
  const { globus_connect_setup_key: setupKey, ...fields } = endpoint.fields;
  return {
    ...endpointDocument(item),
    description: item.description || null,
    entity_type: endpoint.entityType,
    ...kindMembers(world, endpoint),
    ...guestMembers(world, endpoint),
    ...activation(world, caller, endpoint),
    ...fields,
    acl_editable: isGuest && roles.includes("access_manager"),
    globus_connect_setup_key: roles.includes("administrator") ? setupKey ?? null : null,
    in_use: isInUse(world, caller, endpoint),
    local_user_info_available: !isGuest && hasAccount(world, caller),
    my_effective_roles: roles,
    subscription_id: endpoint.subscriptionId,
  };
}
