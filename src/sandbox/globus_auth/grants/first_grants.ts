import { colleague, globusApp, identity } from "../../identity.ts";
import type { World } from "../../world.ts";
import { giveConsent } from "../login/consents.ts";
import type { GlobusGrant } from "./grant.ts";
import { parseScopes } from "../scope_text.ts";

/** The scope and resource server of each kind of token that a sandbox issues at its start. */
export const resourceServers = {
  transfer: {
    resource_server: "transfer.api.globus.org",
    scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
  },
  auth: { resource_server: "auth.globus.org", scope: "openid profile email" },
} as const;

/** What a token issued at the start is granted for: as if someone had logged in to the app. */
export function firstGrant(
  service: keyof typeof resourceServers,
  identityId: string = identity.sub,
): GlobusGrant {
  return grantFor(resourceServers[service], identityId);
}

/** What a token of the app is granted for. */
export function grantFor(
  { resource_server: resourceServer, scope }: ResourceScope,
  identityId: string = identity.sub,
): GlobusGrant {
  return {
    id: crypto.randomUUID(),
    clientId: globusApp.clientId,
    identityId,
    resourceServer,
    scopes: scope.split(" "),
    root: { clientId: globusApp.clientId, path: [] },
  };
}

/** A scope of a resource server. */
export interface ResourceScope {
  /** The resource server. */
  readonly resource_server: string;
  /** The scope, or several with spaces between. */
  readonly scope: string;
}

/** What reading and writing a collection's files over HTTPS takes. */
export function filesScope(collectionId: string): ResourceScope {
  return {
    resource_server: collectionId,
    scope: `https://auth.globus.org/scopes/${collectionId}/https`,
  };
}

/** The consents behind the tokens issued at the start. */
export function giveFirstConsents(world: World): void {
  const { auth, transfer } = resourceServers;
  for (const identityId of [identity.sub, colleague.sub]) {
    giveConsent(world, {
      clientId: globusApp.clientId,
      identityId,
      scopes: parseScopes(
        [auth, transfer, ...world.collections.map(({ id }) => filesScope(id))]
          .map(({ scope }) => scope).join(" "),
      ),
      refresh: true,
    });
  }
}
