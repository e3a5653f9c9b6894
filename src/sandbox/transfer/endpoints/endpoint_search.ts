import type { Call } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { get, type Route } from "../../server/router.ts";
import type { World } from "../../world.ts";
import { callerId, hasAccount } from "../caller.ts";
import { type Discoverable, endpointDocument } from "./endpoint_document.ts";
import { discoverable, endpointView } from "./endpoint_view.ts";
import { badRequest } from "../errors.ts";
import { effectiveRoles, rulesInForce, seesSomething } from "../files/permissions.ts";
import { numberParam } from "../query.ts";
import type { Endpoint } from "../state.ts";

const scopes = [
  "all",
  "my-endpoints",
  "my-gcp-endpoints",
  "recently-used",
  "in-use",
  "shared-by-me",
  "shared-with-me",
  "administered-by-me",
  "managed-by-me",
];

/** Of these, the caller is the owner of each match. */
const scopesOfOwn = ["my-endpoints", "my-gcp-endpoints", "shared-by-me"];

/** The service never shows more than this many matches of one search. */
const mostMatches = 1000;

/** Searching for collections. */
export function endpointSearchRoutes(): Route[] {
  return [get("/v0.10/endpoint_search", endpointSearch)];
}

function words(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}

function matches(item: Discoverable, terms: readonly string[]): boolean {
  const { name, description, organization, keywords, owner, ownerId, id } = item;
  const fields = [name, description, organization, keywords ?? "", owner, ownerId, id];
  const known = fields.flatMap((field) => words(field));
  return terms.every((term) => known.some((word) => word.startsWith(term)));
}

/** One match: what the search looked at, and how to show it. */
interface Match {
  readonly item: Discoverable;
  /** Nothing for one of the catalogue. */
  readonly endpoint: Endpoint | undefined;
}

function used(world: World, caller: string, onlyActive: boolean): Set<string> {
  const ids = new Set<string>();
  for (const task of world.tasks.byId.values()) {
    if (task.ownerId !== caller || (onlyActive && task.status !== "ACTIVE")) continue;
    ids.add(task.order.source.id).add(task.order.destination.id);
  }
  return ids;
}

function isVisible(world: World, caller: string, endpoint: Endpoint): boolean {
  if (endpoint.fields.public === true) return true;
  if (effectiveRoles(world, caller, endpoint).length > 0) return true;
  if (endpoint.hostId !== null) return seesSomething(world, caller, endpoint);
  return endpoint.collection !== undefined && hasAccount(world, caller);
}

function isSharedWith(world: World, caller: string, endpoint: Endpoint): boolean {
  return endpoint.hostId !== null && endpoint.ownerId !== caller &&
    rulesInForce(world, endpoint.id).some((rule) => rule.principal === caller);
}

function inScope(world: World, caller: string, scope: string): (match: Match) => boolean {
  switch (scope) {
    case "all":
      return () => true;
    case "my-endpoints":
      return ({ item }) => item.mine;
    case "my-gcp-endpoints":
      return ({ item, endpoint }) => item.mine && endpoint?.entityType === "GCP_mapped_collection";
    case "administered-by-me":
    case "managed-by-me": {
      const role = scope === "managed-by-me" ? "activity_monitor" : "administrator";
      return ({ endpoint }) =>
        endpoint !== undefined && effectiveRoles(world, caller, endpoint).includes(role);
    }
    case "shared-by-me":
      return ({ item, endpoint }) => item.mine && (endpoint?.hostId ?? null) !== null;
    case "shared-with-me":
      return ({ endpoint }) => endpoint !== undefined && isSharedWith(world, caller, endpoint);
    default: {
      const ids = used(world, caller, scope === "in-use");
      return ({ item }) => ids.has(item.id);
    }
  }
}

interface Search {
  readonly terms: readonly string[];
  readonly scope: string;
  readonly ownerId: string | null;
  readonly entityType: string | null;
  readonly hostId: string | null;
  /** Whether only those without files of their own are wanted. */
  readonly onlyNonFunctional: boolean;
}

function searchOf(call: Call): Search {
  const query = call.url.searchParams;
  const terms = words(query.get("filter_fulltext") ?? "");
  const scope = query.get("filter_scope") ?? "all";
  const ownerId = query.get("filter_owner_id");
  const hostId = query.get("filter_host_endpoint");
  if (!scopes.includes(scope)) {
    throw badRequest(call, `Invalid filter_scope "${scope}": use one of ${scopes.join(", ")}`);
  }
  if (ownerId !== null && scopesOfOwn.includes(scope)) {
    throw badRequest(call, `filter_owner_id conflicts with the filter_scope "${scope}"`);
  }
  const nonFunctional = query.get("filter_non_functional");
  const entityType = query.get("filter_entity_type");
  if (nonFunctional !== null && entityType !== null) {
    throw badRequest(call, "filter_non_functional and filter_entity_type exclude one another");
  }
  const onlyNonFunctional = nonFunctional !== null && !/^(0|false)$/i.test(nonFunctional);
  if (scope === "all" && terms.length === 0 && ownerId === null && hostId === null) {
    throw badRequest(call, 'filter_fulltext is required when filter_scope is "all"');
  }
  return { terms, scope, ownerId, hostId, entityType, onlyNonFunctional };
}

function found(world: World, caller: string, search: Search): Match[] {
  const { terms, scope, ownerId, entityType, hostId } = search;
  // The sandbox has none of them.
  if (search.onlyNonFunctional) return [];
  const accept = inScope(world, caller, scope);
  const own: Match[] = [...world.transfer.endpoints.values()]
    .filter((endpoint) => isVisible(world, caller, endpoint))
    .map((endpoint) => ({ endpoint, item: discoverable(world, caller, endpoint) }));
  const others: Match[] = world.catalogue.map((item) => ({ item, endpoint: undefined }));
  return [...own, ...others].filter((match) => {
    const { item, endpoint } = match;
    const type = endpoint?.entityType ?? "GCSv5_mapped_collection";
    return accept(match) && (ownerId === null || item.ownerId === ownerId) &&
      (entityType === null || type === entityType) &&
      (hostId === null || endpoint?.hostId === hostId) && matches(item, terms);
  });
}

function endpointSearch(call: Call): Response {
  const search = searchOf(call);
  const caller = callerId(call);
  const limit = numberParam(call, "limit", { fallback: 100, least: 1, most: 100 });
  const offset = numberParam(call, "offset", { fallback: 0, least: 0, most: mostMatches });
  const matching = found(call.world, caller, search).slice(0, mostMatches);
  const page = matching.slice(offset, offset + limit);
  return json({
    DATA_TYPE: "endpoint_list",
    limit,
    offset,
    has_next_page: offset + page.length < matching.length,
    DATA: page.map(({ item, endpoint }) => ({
      ...endpoint === undefined
        ? endpointDocument(item)
        : endpointView(call.world, caller, endpoint),
      _rank: item.mine ? 2 : 1,
    })),
  });
}
