import { type Call, param } from "../../server/call.ts";
import { uuidFromName } from "../../ids.ts";
import { json } from "../../server/reply.ts";
import { get, type Route } from "../../server/router.ts";
import { nextNumber } from "../../kept/store.ts";
import type { World } from "../../world.ts";
import { bearerGrant } from "../caller.ts";
import { authError } from "../errors.ts";
import type { ConsentRoot, GlobusGrant } from "../grants/grant.ts";
import { builtInDependencies, scopeClient } from "../known_scopes.ts";
import type { RequestedScope } from "../scope_text.ts";

/** One scope that an identity allowed a client, or a service below it. */
export interface Consent {
  /** Its number. */
  readonly id: number;
  /** The numbers from the login's own scope down to this one, itself included. */
  readonly path: readonly number[];
  /** The scope. */
  readonly scope: string;
  /** Who holds it: the client, or the service whose scope it hangs from. */
  readonly holder: string;
  /** Whether it may be taken back without its parent. */
  readonly revocable: boolean;
  /** Whether a login with refresh tokens gave it. */
  readonly refresh: boolean;
  /** When it was given, in milliseconds since 1970. */
  readonly created: number;
}

/** What an identity allows a client. */
export interface ConsentOrder {
  /** The client. */
  readonly clientId: string;
  /** The identity. */
  readonly identityId: string;
  /** The scopes. */
  readonly scopes: readonly RequestedScope[];
  /** Whether with refresh tokens. */
  readonly refresh: boolean;
}

/** The consents route. */
export function consentRoutes(): Route[] {
  return [get("/v2/api/identities/{id}/consents", getConsents)];
}

function keyOf(identityId: string, clientId: string): string {
  return `${identityId}/${clientId}`;
}

function consentsOf(world: World, identityId: string, clientId: string): readonly Consent[] {
  return world.globusAuth.consents.get(keyOf(identityId, clientId)) ?? [];
}

function childOf(
  consents: readonly Consent[],
  parent: readonly number[],
  scope: string,
): Consent | undefined {
  return consents.find((consent) =>
    consent.scope === scope && consent.path.length === parent.length + 1 &&
    parent.every((id, index) => consent.path[index] === id)
  );
}

/** Adds what is not allowed yet; what was allowed before stays. */
export function giveConsent(world: World, order: ConsentOrder): void {
  const state = world.globusAuth;
  const key = keyOf(order.identityId, order.clientId);
  const consents = [...state.consents.get(key) ?? []];
  function add(scope: RequestedScope, parent: readonly number[], holder: string): void {
    let consent = childOf(consents, parent, scope.name);
    if (consent === undefined) {
      const id = nextNumber(world.numbers, "consent", 1001);
      consent = {
        id,
        path: [...parent, id],
        scope: scope.name,
        holder,
        revocable: scope.optional,
        refresh: order.refresh,
        created: world.now(),
      };
      consents.push(consent);
    }
    const below = scopeClient(world, scope.name) ?? "";
    for (const dependency of [...builtInDependencies(scope.name), ...scope.dependencies]) {
      add(dependency, consent.path, below);
    }
  }
  for (const scope of order.scopes) add(scope, [], order.clientId);
  state.consents.set(key, consents);
}

/** The consent at the end of a path of scopes. */
function consentAt(
  world: World,
  identityId: string,
  root: ConsentRoot,
  path: readonly string[],
): Consent | undefined {
  const consents = consentsOf(world, identityId, root.clientId);
  let found: Consent | undefined;
  for (const scope of [...root.path, ...path]) {
    found = childOf(consents, found?.path ?? [], scope);
    if (found === undefined) return undefined;
  }
  return found;
}

/** Whether the consents behind a token reach to the end of a path that begins with its scope. */
export function hasConsent(world: World, grant: GlobusGrant, path: readonly string[]): boolean {
  return consentAt(world, grant.identityId, grant.root, path) !== undefined;
}

/** The scopes that are allowed right below one of a token's scopes. */
export function scopesBelow(world: World, grant: GlobusGrant, scope: string): string[] {
  const parent = consentAt(world, grant.identityId, grant.root, [scope]);
  if (parent === undefined) return [];
  return consentsOf(world, grant.identityId, grant.root.clientId)
    .filter((consent) =>
      consent.path.length === parent.path.length + 1 && consent.path.includes(parent.id)
    )
    .map((consent) => consent.scope);
}

function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000+00:00");
}

async function consentDocument(identityId: string, consent: Consent): Promise<unknown> {
  return {
    created: timestamp(consent.created),
    id: consent.id,
    status: "approved",
    updated: timestamp(consent.created),
    allows_refresh: consent.refresh,
    dependency_path: consent.path,
    scope_name: consent.scope,
    atomically_revocable: consent.revocable,
    effective_identity: identityId,
    auto_approved: false,
    last_used: timestamp(consent.created),
    scope: await uuidFromName(`scope\n${consent.scope}`),
    client: consent.holder,
  };
}

async function getConsents(call: Call): Promise<Response> {
  const { world } = call;
  const grant = bearerGrant(call);
  const id = param(call, "id").toLowerCase();
  if (id !== grant.identityId) {
    return authError(403, "FORBIDDEN", {
      title: "Forbidden",
      detail: "The consents of another identity are not shown",
    });
  }
  const all = call.url.searchParams.get("all")?.toLowerCase() === "true";
  const mayAll = ["view_consents", "manage_projects"].some((name) =>
    grant.scopes.includes(`urn:globus:auth:scope:auth.globus.org:${name}`)
  );
  if (all && !mayAll) {
    return authError(403, "FORBIDDEN", {
      title: "Forbidden",
      detail: "All consents are shown to a token with the scope view_consents",
    });
  }
  const found = all
    ? [...world.globusAuth.consents].filter(([key]) => key.startsWith(`${id}/`)).flatMap(
      ([, list]) => list,
    )
    : consentsOf(world, id, grant.root.clientId);
  return json({ consents: await Promise.all(found.map((item) => consentDocument(id, item))) });
}
