import { type Call, jsonObject } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { del, post, put, type Route } from "../../server/router.ts";
import { keepNewest } from "../../kept/store.ts";
import { callerId } from "../caller.ts";
import { endpointOf, endpointOfCall } from "./endpoints.ts";
import { badRequest, refusal } from "../errors.ts";
import { type Body, demandDataType, objects, optionalText, requiredText } from "../fields.ts";
import { openGuest } from "./guest_collection.ts";
import { demandRole } from "../files/permissions.ts";
import { result } from "../tasks/result.ts";
import { newServer } from "./servers.ts";
import type { Endpoint } from "../state.ts";

/** Making, changing and deleting endpoints. */
export function endpointChangeRoutes(): Route[] {
  return [
    post("/v0.10/endpoint", createEndpoint),
    post("/v0.10/shared_endpoint", createSharedEndpoint),
    put("/v0.10/endpoint/{id}", updateEndpoint),
    del("/v0.10/endpoint/{id}", deleteEndpoint),
  ];
}

const texts = [
  "contact_email",
  "contact_info",
  "default_directory",
  "department",
  "description",
  "display_name",
  "info_link",
  "keywords",
  "location",
  "myproxy_dn",
  "myproxy_server",
  "network_use",
  "oauth_server",
  "organization",
  "user_message",
  "user_message_link",
];
const flags = ["disable_verify", "force_encryption", "force_verify", "public"];
const numbers = [
  "max_concurrency",
  "max_parallelism",
  "preferred_concurrency",
  "preferred_parallelism",
];

/** The most characters, and none of a line's end but in a description. */
const longest: Readonly<Record<string, number>> = {
  display_name: 128,
  description: 4096,
  organization: 1024,
};

function isTooLong(name: string, value: unknown): boolean {
  const most = longest[name];
  if (most === undefined || typeof value !== "string") return false;
  return value.length > most || (name !== "description" && /[\r\n]/.test(value));
}

function isRightType(name: string, value: unknown): boolean {
  if (value === null) return name !== "display_name" && !flags.includes(name);
  if (texts.includes(name)) return typeof value === "string";
  if (flags.includes(name)) return typeof value === "boolean";
  return Number.isInteger(value) && Number(value) > 0;
}

/** The members that a document may set; what it may not set is skipped, as the service does. */
function fieldsOf(call: Call, body: Body): Record<string, unknown> {
  const fields = Object.fromEntries(
    Object.entries(body).filter(([name]) => [...texts, ...flags, ...numbers].includes(name)),
  );
  const wrong = Object.entries(fields).find(([name, value]) => !isRightType(name, value));
  if (wrong !== undefined) throw badRequest(call, `Invalid value for "${wrong[0]}"`);
  const long = Object.entries(fields).find(([name, value]) => isTooLong(name, value));
  if (long !== undefined) {
    throw badRequest(call, `"${long[0]}" has at most ${longest[long[0]]} characters, on one line`);
  }
  if (fields.display_name === "") throw badRequest(call, '"display_name" must not be empty');
  if (fields.myproxy_server && fields.oauth_server) {
    throw badRequest(call, 'An endpoint has "myproxy_server" or "oauth_server", not both');
  }
  return fields;
}

/** Keeps a new endpoint, whose maker administers it. */
function keep(call: Call, endpoint: Endpoint): void {
  const { endpoints, roles } = call.world.transfer;
  endpoints.set(endpoint.id, endpoint);
  const id = crypto.randomUUID();
  roles.set(id, {
    id,
    endpointId: endpoint.id,
    principalType: "identity",
    principal: endpoint.ownerId,
    role: "administrator",
  });
}

function created(call: Call, id: string, message: string, setupKey: string | null): Response {
  return json({
    DATA_TYPE: "endpoint_create_result",
    code: "Created",
    globus_connect_setup_key: setupKey,
    id,
    message,
    request_id: call.requestId,
    resource: `/endpoint/${id}`,
  });
}

async function createEndpoint(call: Call): Promise<Response> {
  const body = await jsonObject(call);
  demandDataType(call, body, "endpoint");
  requiredText(call, body, "display_name");
  const isPersonal = body.is_globus_connect === true;
  const setupKey = isPersonal ? crypto.randomUUID() : null;
  const servers = objects(call, body.DATA ?? [], "DATA");
  const endpoint: Endpoint = {
    id: crypto.randomUUID(),
    entityType: isPersonal ? "GCP_mapped_collection" : "GCSv4_host",
    ownerId: callerId(call),
    collection: undefined,
    hostId: null,
    hostPath: null,
    fields: { ...fieldsOf(call, body), globus_connect_setup_key: setupKey },
    servers: servers.map(({ DATA_TYPE: _type, ...server }) => newServer(call, server)),
    subscriptionId: null,
    adminVerified: false,
  };
  keep(call, endpoint);
  return created(call, endpoint.id, "Endpoint created", setupKey);
}

async function createSharedEndpoint(call: Call): Promise<Response> {
  const body = await jsonObject(call);
  demandDataType(call, body, "shared_endpoint");
  const host = endpointOf(
    call,
    optionalText(call, body, "host_endpoint_id") ?? requiredText(call, body, "host_endpoint"),
  );
  const name = requiredText(call, body, "display_name");
  const fields = fieldsOf(call, body);
  const hostPath = requiredText(call, body, "host_path");
  const endpoint: Endpoint = {
    ...await openGuest(call, host, { name, hostPath }),
    ownerId: callerId(call),
    fields,
    servers: [],
    subscriptionId: host.subscriptionId,
    adminVerified: false,
  };
  if (endpoint.collection !== undefined) call.world.collections.push(endpoint.collection);
  keep(call, endpoint);
  return created(call, endpoint.id, "Shared endpoint created", null);
}

async function updateEndpoint(call: Call): Promise<Response> {
  const endpoint = endpointOfCall(call);
  demandRole(call, endpoint, "administrator");
  const body = await jsonObject(call);
  const fields = fieldsOf(call, body);
  if (fields.myproxy_server) fields.oauth_server = null;
  if (fields.oauth_server) fields.myproxy_server = null;
  endpoint.fields = { ...endpoint.fields, ...fields };
  call.world.transfer.endpoints.touch(endpoint.id);
  return result(call, "Updated", "Endpoint updated successfully");
}

/** Of the deleted ones, so many are told from those that never were. */
const mostDeleted = 10_000;

/** Forgets a guest collection, or an endpoint without a folder; files stay where they are. */
function forget(call: Call, endpoint: Endpoint): void {
  const { collections, transfer } = call.world;
  const place = collections.findIndex((collection) => collection.id === endpoint.id);
  if (place >= 0) collections.splice(place, 1);
  transfer.endpoints.delete(endpoint.id);
  keepNewest(transfer.deleted, endpoint.id, true, mostDeleted);
  for (const kept of [transfer.roles, transfer.rules, transfer.pauseRules]) {
    for (const [id, item] of kept) if (item.endpointId === endpoint.id) kept.delete(id);
  }
  const { activations } = transfer;
  for (const key of activations.keys()) {
    if (key.endsWith(`/${endpoint.id}`)) activations.delete(key);
  }
}

function deleteEndpoint(call: Call): Response {
  const endpoint = endpointOfCall(call);
  demandRole(call, endpoint, "administrator");
  const { endpoints } = call.world.transfer;
  if ([...endpoints.values()].some(({ hostId }) => hostId === endpoint.id)) {
    throw refusal(call, 409, "Conflict", "The endpoint hosts shared endpoints: delete them first");
  }
  if (endpoint.entityType === "GCSv5_mapped_collection") {
    throw refusal(
      call,
      409,
      "Conflict",
      "A mapped collection is deleted where its server is managed, not by the Transfer API",
    );
  }
  forget(call, endpoint);
  return result(call, "Deleted", "Endpoint deleted successfully");
}
