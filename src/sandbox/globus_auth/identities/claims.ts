import type { World } from "../../world.ts";
import type { GlobusGrant } from "../grants/grant.ts";
import { providerName } from "./identity_store.ts";

/** What the scopes of a grant tell about its identity, in userinfo and in id tokens alike. */
export function claimsOf(
  world: World,
  grant: Pick<GlobusGrant, "identityId" | "scopes">,
): Record<string, unknown> {
  const { identityId, scopes } = grant;
  const person = world.globusAuth.identities.get(identityId);
  const claims: Record<string, unknown> = {
    sub: identityId,
    last_authentication: Math.floor(world.now() / 1000),
  };
  if (person === undefined) return claims;
  const profile = {
    name: person.name,
    preferred_username: person.username,
    organization: person.organization,
    identity_provider: person.identity_provider,
    identity_provider_display_name: providerName(person),
  };
  if (scopes.includes("profile")) Object.assign(claims, profile);
  if (scopes.includes("email")) claims.email = person.email;
  if (scopes.includes("urn:globus:auth:scope:auth.globus.org:view_identity_set")) {
    const { last_authentication } = claims;
    claims.identity_set = [{
      sub: identityId,
      ...profile,
      username: person.username,
      email: person.email,
      last_authentication,
    }];
  }
  return claims;
}
