import { colleague, globusApp, identity } from "../identity.ts";
import type { World } from "../world.ts";
import { giveConsent } from "./consents.ts";
import type { GlobusGrant } from "./grant.ts";
import { parseScopes } from "./scope_text.ts";

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
  return {
    id: crypto.randomUUID(),
    clientId: globusApp.clientId,
    identityId,
    resourceServer: resourceServers[service].resource_server,
    scopes: resourceServers[service].scope.split(" "),
    root: { clientId: globusApp.clientId, path: [] },
  };
}

/** The consents behind the tokens issued at the start. */
export function giveFirstConsents(world: World): void {
  const { auth, transfer } = resourceServers;
  for (const identityId of [identity.sub, colleague.sub]) {
    giveConsent(world, {
      clientId: globusApp.clientId,
      identityId,
      scopes: parseScopes(`${auth.scope} ${transfer.scope}`),
      refresh: true,
    });
  }
}
