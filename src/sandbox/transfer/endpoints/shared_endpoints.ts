import type { Call } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { get, type Route } from "../../server/router.ts";
import { callerId } from "../caller.ts";
import { endpointOfCall } from "./endpoints.ts";
import { endpointView } from "./endpoint_view.ts";
import { badRequest } from "../errors.ts";
import { demandRole, hasRole } from "../files/permissions.ts";
import { numberParam } from "../query.ts";
import type { Endpoint } from "../state.ts";

/** Listing the guest collections of a host. */
export function sharedEndpointRoutes(): Route[] {
  return [
    get("/v0.10/endpoint/{id}/my_shared_endpoint_list", mySharedEndpoints),
    get("/v0.10/endpoint/{id}/shared_endpoint_list", sharedEndpoints),
  ];
}

/** The guest collections in the folders of a host, in the order of their making. */
export function guestsOf(call: Call, host: Endpoint): Endpoint[] {
  return [...call.world.transfer.endpoints.values()].filter(({ hostId }) => hostId === host.id);
}

function mySharedEndpoints(call: Call): Response {
  const caller = callerId(call);
  const host = endpointOfCall(call);
  if (host.hostId !== null) throw badRequest(call, "The endpoint cannot host shared endpoints");
  const mine = guestsOf(call, host)
    .filter((guest) => hasRole(call.world, caller, guest, "access_manager"));
  return json({
    DATA_TYPE: "endpoint_list",
    DATA: mine.map((guest) => endpointView(call.world, caller, guest)),
  });
}

function sharedEndpoints(call: Call): Response {
  const host = endpointOfCall(call);
  demandRole(call, host, "administrator");
  const most = numberParam(call, "max_results", { fallback: 100, least: 1, most: 1000 });
  const token = call.url.searchParams.get("next_token");
  const guests = guestsOf(call, host);
  const before = token === null ? -1 : guests.findIndex(({ id }) => token === tokenOf(id));
  if (token !== null && before < 0) throw badRequest(call, "Invalid next_token");
  const page = guests.slice(before + 1, before + 1 + most);
  const last = page.at(-1);
  const isMore = before + 1 + page.length < guests.length;
  return json({
    next_token: isMore && last !== undefined ? tokenOf(last.id) : null,
    shared_endpoints: page.map((guest) => endpointView(call.world, callerId(call), guest)),
  });
}

/** A place in the list, which does not move when a guest collection before it goes. */
function tokenOf(id: string): string {
  return btoa(`after ${id}`);
}
