import type { Call } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { get, type Route } from "../../server/router.ts";
import { accessDocuments } from "../endpoints/access_rules.ts";
import { callerId } from "../caller.ts";
import { endpointOfCall } from "../endpoints/endpoints.ts";
import { endpointView } from "../endpoints/endpoint_view.ts";
import { notAHost } from "../endpoints/guest_collection.ts";
import { demandManager, monitored } from "./manager.ts";
import { demandRole } from "../files/permissions.ts";
import { serverDocuments } from "../endpoints/server_documents.ts";
import { guestsOf } from "../endpoints/shared_endpoints.ts";
import type { Endpoint } from "../state.ts";

/** Looking at endpoints as one of their managers. */
export function managerEndpointRoutes(): Route[] {
  const endpoint = "/v0.10/endpoint_manager/endpoint/{id}";
  return [
    get("/v0.10/endpoint_manager/monitored_endpoints", monitoredEndpoints),
    get(endpoint, getEndpoint),
    get(`${endpoint}/hosted_endpoint_list`, hostedEndpoints),
    get(`${endpoint}/access_list`, accessList),
  ];
}

function watchedEndpoint(call: Call): Endpoint {
  const endpoint = endpointOfCall(call);
  demandRole(call, endpoint, "activity_monitor");
  return endpoint;
}

function monitoredEndpoints(call: Call): Response {
  demandManager(call);
  return json({
    DATA_TYPE: "monitored_endpoints",
    DATA: monitored(call).map((endpoint) => viewed(call, endpoint)),
  });
}

/** Whether it is in use by the caller is left open, since that is not what a manager asks. */
function viewed(call: Call, endpoint: Endpoint): Record<string, unknown> {
  return { ...endpointView(call.world, callerId(call), endpoint), in_use: null };
}

function getEndpoint(call: Call): Response {
  const endpoint = watchedEndpoint(call);
  return json({ DATA: serverDocuments(call.world, endpoint), ...viewed(call, endpoint) });
}

function hostedEndpoints(call: Call): Response {
  const endpoint = watchedEndpoint(call);
  if (endpoint.entityType !== "GCSv5_mapped_collection") throw notAHost(call);
  return json({
    DATA_TYPE: "endpoint_list",
    DATA: guestsOf(call, endpoint).map((guest) => viewed(call, guest)),
  });
}

function accessList(call: Call): Response {
  const endpoint = watchedEndpoint(call);
  return json({
    DATA_TYPE: "access_list",
    endpoint: endpoint.id,
    DATA: accessDocuments(call.world, endpoint),
  });
}
