import { type Call, param } from "../../server/call.ts";
import type { Collection } from "../../collections.ts";
import { demandDataAccess } from "../../globus_auth/login/data_access.ts";
import { json } from "../../server/reply.ts";
import { get, type Route } from "../../server/router.ts";
import type { World } from "../../world.ts";
import { callerId, hasAccount } from "../caller.ts";
import { endpointDocument } from "./endpoint_document.ts";
import { endpointView } from "./endpoint_view.ts";
import { refusal } from "../errors.ts";
import { effectiveRoles, mayUse } from "../files/permissions.ts";
import { serverDocuments } from "./server_documents.ts";
import type { Endpoint } from "../state.ts";

/** Reading single collections. */
export function endpointRoutes(): Route[] {
  return [get("/v0.10/endpoint/{id}", getEndpoint)];
}

function getEndpoint(call: Call): Response {
  const id = param(call, "id").toLowerCase();
  const known = call.world.catalogue.find((entry) => entry.id === id);
  if (known !== undefined) return json({ DATA: [], ...endpointDocument(known) });
  const endpoint = endpointOf(call, id);
  return json({
    DATA: serverDocuments(call.world, endpoint),
    ...endpointView(call.world, callerId(call), endpoint),
  });
}

/**
 * The endpoint that a call is about.
 *
 * @throws A 404 where there is none, or none any more; a 403 for a made-up one.
 */
export function endpointOf(call: Call, id: string): Endpoint {
  const { endpoints, deleted } = call.world.transfer;
  const wanted = id.toLowerCase();
  const found = endpoints.get(wanted);
  if (found !== undefined) return found;
  if (deleted.has(wanted)) {
    throw refusal(call, 404, "EndpointDeleted", `Endpoint '${wanted}' has been deleted`);
  }
  const known = call.world.catalogue.find((entry) => entry.id === wanted);
  if (known === undefined) {
    throw refusal(call, 404, "EndpointNotFound", `No such endpoint '${id}'`);
  }
  throw refusal(
    call,
    403,
    "PermissionDenied",
    `You do not have access to "${known.name}": it is there to be found, not to be used`,
  );
}

/** The endpoint that the path of a call names. */
export function endpointOfCall(call: Call): Endpoint {
  return endpointOf(call, param(call, "id"));
}

/**
 * The collection an operation is about, as the caller may use it.
 *
 * @throws A 404 where there is none, a 403 where it may not be used, or where a consent is missing.
 */
export function usableCollection(call: Call, id: string): Collection {
  const collection = existingCollection(call, id);
  demandDataAccess(call, withAccount([collection]));
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
  demandDataAccess(call, withAccount([from, to]));
  return [from, to];
}

/** The mapped ones: only they ask for consents. */
function withAccount(collections: readonly Collection[]): Collection[] {
  return collections.filter((collection) => collection.permits === undefined);
}

/** A collection as an identity may use it; nothing where it may not at all. */
export function collectionFor(
  world: World,
  identityId: string,
  endpoint: Endpoint,
): Collection | undefined {
  const { collection } = endpoint;
  if (collection === undefined) return undefined;
  if (endpoint.hostId === null) return hasAccount(world, identityId) ? collection : undefined;
  return {
    ...collection,
    permits: (names, wish) => mayUse(world, identityId, endpoint, { names, wish }),
  };
}

function existingCollection(call: Call, id: string): Collection {
  const endpoint = endpointOf(call, id);
  const caller = callerId(call);
  const usable = collectionFor(call.world, caller, endpoint);
  if (usable !== undefined) return usable;
  if (endpoint.collection === undefined) throw unreachable(call, endpoint);
  const roles = effectiveRoles(call.world, caller, endpoint);
  throw refusal(
    call,
    403,
    "PermissionDenied",
    `You have no account on "${endpoint.collection.name}"` +
      (roles.length === 0 ? "" : `: a role lets you manage it, not use it`),
  );
}

/** An endpoint that was made through the API has no machine behind it that could answer. */
function unreachable(call: Call, endpoint: Endpoint): Error {
  if (endpoint.entityType === "GCP_mapped_collection") {
    return refusal(
      call,
      502,
      "ExternalError.DirListingFailed.GCDisconnected",
      "The Globus Connect Personal endpoint is not connected to Globus",
    );
  }
  return refusal(call, 502, "EndpointError", "No server of the endpoint can be reached");
}
