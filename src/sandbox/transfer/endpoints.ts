import { type Call, param } from "../call.ts";
import type { Collection } from "../collections.ts";
import { demandDataAccess } from "../globus_auth/data_access.ts";
import { json, Refusal } from "../reply.ts";
import { get, type Route } from "../router.ts";
import type { World } from "../world.ts";
import { type Discoverable, endpointDocument, ownDiscoverable } from "./endpoint_document.ts";
import { transferError } from "./errors.ts";

/** Reading single collections. */
export function endpointRoutes(): Route[] {
  return [get("/v0.10/endpoint/{id}", getEndpoint)];
}

function findDiscoverable(world: World, id: string): Discoverable | undefined {
  const own = world.collections.find((collection) => collection.id === id);
  return own === undefined
    ? world.catalogue.find((entry) => entry.id === id)
    : ownDiscoverable(own);
}

function noSuchEndpoint(call: Call, id: string): Response {
  return transferError(call, 404, "EndpointNotFound", `No such endpoint '${id}'`);
}

function getEndpoint(call: Call): Response {
  const id = param(call, "id").toLowerCase();
  const found = findDiscoverable(call.world, id);
  if (found === undefined) return noSuchEndpoint(call, id);
  const server = {
    DATA_TYPE: "server",
    hostname: new URL(call.world.origin).hostname,
    id: 1,
    incoming_data_port_end: null,
    incoming_data_port_start: null,
    is_connected: true,
    is_paused: false,
    outgoing_data_port_end: null,
    outgoing_data_port_start: null,
    port: 2811,
    scheme: "gsiftp",
    subject: null,
    uri: null,
  };
  return json({ DATA: [server], ...endpointDocument(found) });
}

/**
 * The collection an operation is about.
 *
 * @throws A 404 where there is none, a 403 where it can be found but not used, or where a consent is
 * missing.
 */
export function usableCollection(call: Call, id: string): Collection {
  const collection = existingCollection(call, id);
  demandDataAccess(call, [collection]);
  return collection;
}

/**
 * The two collections of a transfer; one refusal names the consents that are missing for both.
 *
 * @throws As {@linkcode usableCollection} does.
 */
export function usablePair(
  call: Call,
  source: string,
  destination: string,
): [Collection, Collection] {
  const from = existingCollection(call, source);
  const to = existingCollection(call, destination);
  demandDataAccess(call, [from, to]);
  return [from, to];
}

function existingCollection(call: Call, id: string): Collection {
  const wanted = id.toLowerCase();
  const own = call.world.collections.find((collection) => collection.id === wanted);
  if (own !== undefined) return own;
  const known = findDiscoverable(call.world, wanted);
  if (known === undefined) throw new Refusal(noSuchEndpoint(call, id));
  throw new Refusal(
    transferError(
      call,
      403,
      "PermissionDenied",
      `You do not have access to "${known.name}": it is there to be found, not to be used`,
    ),
  );
}
