import { type Call, jsonObject, param } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { del, get, post, put, type Route } from "../../server/router.ts";
import { nextNumber } from "../../kept/store.ts";
import { endpointOfCall } from "./endpoints.ts";
import { badRequest, refusal } from "../errors.ts";
import { type Body, demandDataType } from "../fields.ts";
import { demandRole } from "../files/permissions.ts";
import { result } from "../tasks/result.ts";
import { serverDocuments } from "./server_documents.ts";
import type { Endpoint, Server } from "../state.ts";

/** The machines behind an endpoint; they can be changed where the endpoint was made through the API. */
export function serverRoutes(): Route[] {
  return [
    get("/v0.10/endpoint/{id}/server_list", listServers),
    post("/v0.10/endpoint/{id}/server", addServer),
    get("/v0.10/endpoint/{id}/server/{server}", getServer),
    put("/v0.10/endpoint/{id}/server/{server}", updateServer),
    del("/v0.10/endpoint/{id}/server/{server}", deleteServer),
  ];
}

function listServers(call: Call): Response {
  return json({
    DATA_TYPE: "endpoint_server_list",
    endpoint: endpointOfCall(call).id,
    DATA: serverDocuments(call.world, endpointOfCall(call)),
  });
}

function noServer(call: Call): Error {
  const id = param(call, "server");
  return refusal(call, 404, "ClientError.NotFound.ServerNotFound", `No server with id '${id}'`);
}

function getServer(call: Call): Response {
  const found = serverDocuments(call.world, endpointOfCall(call))
    .find((server) => String(server.id) === param(call, "server"));
  if (found === undefined) throw noServer(call);
  return json(found);
}

const changeable = [
  "hostname",
  "incoming_data_port_end",
  "incoming_data_port_start",
  "outgoing_data_port_end",
  "outgoing_data_port_start",
  "port",
  "scheme",
  "subject",
];

async function serverFields(call: Call): Promise<Body> {
  const body = await jsonObject(call);
  demandDataType(call, body, "server");
  const { port } = body;
  if (port !== undefined && !(Number.isInteger(port) && Number(port) > 0 && Number(port) < 65536)) {
    throw badRequest(call, '"port" must be a whole number from 1 to 65535');
  }
  return Object.fromEntries(Object.entries(body).filter(([name]) => changeable.includes(name)));
}

/** The endpoint, where its servers can be changed and the caller may. */
function changeableEndpoint(call: Call): Endpoint {
  const endpoint = endpointOfCall(call);
  demandRole(call, endpoint, "administrator");
  if (endpoint.entityType === "GCSv4_host") return endpoint;
  throw refusal(
    call,
    409,
    "Conflict",
    "The servers of this endpoint are managed by its own software, not by the Transfer API",
  );
}

/** The fields that a request to make a server gives. @throws A 400 for one without a host name. */
export function newServer(call: Call, body: Body): Server {
  if (typeof body.hostname !== "string" || body.hostname === "") {
    throw badRequest(call, '"hostname" is required');
  }
  return { id: nextNumber(call.world.numbers, "server", 1001), fields: body };
}

async function addServer(call: Call): Promise<Response> {
  const endpoint = changeableEndpoint(call);
  const server = newServer(call, await serverFields(call));
  endpoint.servers = [...endpoint.servers, server];
  call.world.transfer.endpoints.touch(endpoint.id);
  return result(call, "Created", "Server added to endpoint successfully", {
    dataType: "endpoint_server_add_result",
    more: { id: server.id },
  });
}

function serverOfCall(call: Call, endpoint: Endpoint): Server {
  const found = endpoint.servers.find((server) => String(server.id) === param(call, "server"));
  if (found === undefined) throw noServer(call);
  return found;
}

async function updateServer(call: Call): Promise<Response> {
  const endpoint = changeableEndpoint(call);
  const old = serverOfCall(call, endpoint);
  const changed = { id: old.id, fields: { ...old.fields, ...await serverFields(call) } };
  endpoint.servers = endpoint.servers.map((server) => server.id === old.id ? changed : server);
  call.world.transfer.endpoints.touch(endpoint.id);
  return result(call, "Updated", "Server updated successfully");
}

function deleteServer(call: Call): Response {
  const endpoint = changeableEndpoint(call);
  const { id } = serverOfCall(call, endpoint);
  endpoint.servers = endpoint.servers.filter((server) => server.id !== id);
  call.world.transfer.endpoints.touch(endpoint.id);
  return result(call, "Deleted", "Server deleted successfully", { more: { id } });
}
