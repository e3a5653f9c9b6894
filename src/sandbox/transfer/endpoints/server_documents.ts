import type { World } from "../../world.ts";
import type { Endpoint, Server } from "../state.ts";

const empty = {
  hostname: null,
  incoming_data_port_end: null,
  incoming_data_port_start: null,
  is_connected: true,
  is_paused: false,
  outgoing_data_port_end: null,
  outgoing_data_port_start: null,
  port: 2811,
  scheme: "gsiftp",
  subject: null,
};

function serverDocument(server: Server): Record<string, unknown> {
  const document = { DATA_TYPE: "server", id: server.id, ...empty, ...server.fields };
  const { scheme, hostname, port } = document;
  return { ...document, uri: hostname === null ? null : `${scheme}://${hostname}:${port}` };
}

/** The documents of an endpoint's servers; of a served collection it is the sandbox itself. */
export function serverDocuments(world: World, endpoint: Endpoint): Record<string, unknown>[] {
  if (endpoint.hostId !== null) return [];
  if (endpoint.collection === undefined) return endpoint.servers.map(serverDocument);
  const { hostname, port } = new URL(world.origin);
  return [serverDocument({ id: 1, fields: { hostname, port: Number(port), scheme: "https" } })];
}
