import type { Call } from "../call.ts";
import { json } from "../reply.ts";
import { get, type Route } from "../router.ts";
import type { World } from "../world.ts";
import { type Discoverable, endpointDocument, ownDiscoverable } from "./endpoint_document.ts";
import { badRequest } from "./errors.ts";
import { numberParam } from "./query.ts";

const scopes = [
  "all",
  "my-endpoints",
  "my-gcp-endpoints",
  "recently-used",
  "in-use",
  "shared-by-me",
  "shared-with-me",
  "administered-by-me",
];

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

function used(world: World, onlyActive: boolean): Set<string> {
  const ids = new Set<string>();
  for (const task of world.tasks.byId.values()) {
    if (onlyActive && task.status !== "ACTIVE") continue;
    ids.add(task.order.source.id).add(task.order.destination.id);
  }
  return ids;
}

function inScope(world: World, scope: string): (item: Discoverable) => boolean {
  if (scope === "all") return () => true;
  if (scope === "my-endpoints" || scope === "administered-by-me") return (item) => item.mine;
  if (scope === "recently-used" || scope === "in-use") {
    const ids = used(world, scope === "in-use");
    return (item) => ids.has(item.id);
  }
  return () => false;
}

interface Search {
  readonly terms: readonly string[];
  readonly scope: string;
  readonly ownerId: string | null;
  readonly entityType: string | null;
}

function searchOf(call: Call): Search {
  const query = call.url.searchParams;
  const terms = words(query.get("filter_fulltext") ?? "");
  const scope = query.get("filter_scope") ?? "all";
  const ownerId = query.get("filter_owner_id");
  if (!scopes.includes(scope)) {
    throw badRequest(call, `Invalid filter_scope "${scope}": use one of ${scopes.join(", ")}`);
  }
  if (scope === "all" && terms.length === 0 && ownerId === null) {
    throw badRequest(call, 'filter_fulltext is required when filter_scope is "all"');
  }
  return { terms, scope, ownerId, entityType: query.get("filter_entity_type") };
}

function found(world: World, search: Search): Discoverable[] {
  const { terms, scope, ownerId, entityType } = search;
  if (entityType !== null && entityType !== "GCSv5_mapped_collection") return [];
  const accept = inScope(world, scope);
  return [...world.collections.map(ownDiscoverable), ...world.catalogue].filter((item) =>
    accept(item) && (ownerId === null || item.ownerId === ownerId) && matches(item, terms)
  );
}

function endpointSearch(call: Call): Response {
  const search = searchOf(call);
  const limit = numberParam(call, "limit", { fallback: 100, least: 1, most: 100 });
  const offset = numberParam(call, "offset", { fallback: 0, least: 0, most: mostMatches });
  const matching = found(call.world, search).slice(0, mostMatches);
  const page = matching.slice(offset, offset + limit);
  return json({
    DATA_TYPE: "endpoint_list",
    limit,
    offset,
    has_next_page: offset + page.length < matching.length,
    DATA: page.map((item) => ({ ...endpointDocument(item), _rank: item.mine ? 2 : 1 })),
  });
}
