import { authorizationOf, type Call } from "../server/call.ts";
import { findToken } from "../globus_auth/grants/find_token.ts";
import { identity } from "../identity.ts";
import type { World } from "../world.ts";

/** The identity that the call's token speaks for. */
export function callerId(call: Call): string {
  const token = authorizationOf(call.request)?.value ?? "";
  return findToken(call.world, "access", token)?.globus.identityId ?? identity.sub;
}

/** The user name of an identity, or its id where nobody knows it. */
export function usernameOf(world: World, identityId: string): string {
  return world.globusAuth.identities.get(identityId)?.username ?? identityId;
}

/** Whether an identity has an account on the mapped collections: the person, and the apps. */
export function hasAccount(world: World, identityId: string): boolean {
  return identityId === identity.sub ||
    usernameOf(world, identityId).endsWith("@clients.auth.globus.org");
}
