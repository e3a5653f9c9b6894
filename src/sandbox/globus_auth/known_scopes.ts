import type { World } from "../world.ts";
import { portal } from "./clients.ts";
import type { RequestedScope } from "./scope_text.ts";

/** The scope of all that Globus Transfer does. */
export const transferAll = "urn:globus:auth:scope:transfer.api.globus.org:all";

const groupsView = "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships";

interface ResourceServer {
  /** Its name in token replies. */
  readonly name: string;
  /** Its client id, which holds the consents below its scopes. */
  readonly clientId: string;
  readonly scopes: readonly string[];
}

function urns(name: string, scopes: readonly string[]): string[] {
  return scopes.map((scope) => `urn:globus:auth:scope:${name}:${scope}`);
}

function urls(clientId: string, scopes: readonly string[]): string[] {
  return scopes.map((scope) => `https://auth.globus.org/scopes/${clientId}/${scope}`);
}

const auth = "auth.globus.org";
const transfer = "transfer.api.globus.org";
const groups = "groups.api.globus.org";
const search = "search.api.globus.org";
const timers = "524230d7-ea86-4a52-8312-86065a9e0417";
const flows = "eec9b274-0c81-4334-bdc2-54e90e689b9a";
const compute = "facd7ccc-c5f4-42aa-916b-a0e270e2c2a9";

const resourceServers: readonly ResourceServer[] = [
  {
    name: auth,
    clientId: "3f1c9a07-6b4e-5d28-9e15-a7c0d84b6e93",
    scopes: [
      "openid",
      "email",
      "profile",
      ...urns(auth, [
        "manage_projects",
        "view_authentications",
        "view_clients",
        "view_clients_and_scopes",
        "view_consents",
        "view_identities",
        "view_identity_set",
      ]),
    ],
  },
  {
    name: transfer,
    clientId: "7e52b1d6-40fa-5c83-b9d7-16e8f3a2c540",
    scopes: urns(transfer, ["all", "gcp_install"]),
  },
  {
    name: groups,
    clientId: "c8047d2b-95e3-5a16-8f4c-d2b6907e1fa8",
    scopes: urns(groups, ["all", "view_my_groups_and_memberships"]),
  },
  {
    name: search,
    clientId: "15a96e3d-c7f8-5b40-93d2-8e60b4f7a21c",
    scopes: urns(search, ["all", "globus_connect_server", "ingest", "search"]),
  },
  { name: timers, clientId: timers, scopes: urls(timers, ["timer"]) },
  {
    name: "flows.globus.org",
    clientId: flows,
    scopes: urls(flows, ["all", "manage_flows", "view_flows", "run", "run_status", "run_manage"]),
  },
  { name: "funcx_service", clientId: compute, scopes: urls(compute, ["all"]) },
  { name: portal.clientId, clientId: portal.clientId, scopes: [portal.serviceScope] },
];

const byScope = new Map(
  resourceServers.flatMap((server) => server.scopes.map((scope) => [scope, server])),
);

const ofCollection = /^https:\/\/auth\.globus\.org\/scopes\/([0-9a-f-]{36})\/(data_access|https)$/;

/** The scope that lets Transfer reach the data of a collection. */
export function dataAccessScope(collectionId: string): string {
  return `https://auth.globus.org/scopes/${collectionId}/data_access`;
}

function serverOf(world: World, scope: string): Omit<ResourceServer, "scopes"> | undefined {
  const known = byScope.get(scope);
  if (known !== undefined) return known;
  const [, id, kind] = ofCollection.exec(scope) ?? [];
  const exists = [...world.collections, ...world.catalogue].some((item) => item.id === id);
  if (id === undefined || !exists) return undefined;
  // Only mapped collections ask for access to data.
  const isGuest = (world.transfer.endpoints.get(id)?.hostId ?? null) !== null;
  return isGuest && kind === "data_access" ? undefined : { name: id, clientId: id };
}

/** The service that a scope belongs to; nothing where there is no such scope. */
export function resourceServerOf(world: World, scope: string): string | undefined {
  return serverOf(world, scope)?.name;
}

/** The client id of the service that a scope belongs to. */
export function scopeClient(world: World, scope: string): string | undefined {
  return serverOf(world, scope)?.clientId;
}

/** What a scope always needs at further services. */
export function builtInDependencies(scope: string): readonly RequestedScope[] {
  if (scope !== portal.serviceScope) return [];
  return [groupsView, transferAll].map((name) => ({ name, optional: false, dependencies: [] }));
}
