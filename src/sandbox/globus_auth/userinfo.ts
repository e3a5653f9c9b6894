import type { Call } from "../call.ts";
import { identity } from "../identity.ts";
import { json } from "../reply.ts";
import { get, type Route } from "../router.ts";

/** Who the token is about. */
export function userinfoRoutes(): Route[] {
  return [get("/v2/oauth2/userinfo", userinfo)];
}

function userinfo(call: Call): Response {
  return json({
    sub: identity.sub,
    preferred_username: identity.globusUsername,
    name: identity.name,
    email: identity.email,
    organization: identity.organization,
    identity_provider: "8f0ce5d4-9a11-5d30-8f4e-6c1b7a52e0d3",
    identity_provider_display_name: "Sandbox Institute",
    last_authentication: Math.floor(call.world.now() / 1000),
  });
}
