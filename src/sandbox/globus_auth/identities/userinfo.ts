import type { Call } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { get, type Route } from "../../server/router.ts";
import { bearerGrant } from "../caller.ts";
import { claimsOf } from "./claims.ts";
import { forbidden } from "../errors.ts";

/** Who the token is about. */
export function userinfoRoutes(): Route[] {
  return [get("/v2/oauth2/userinfo", userinfo)];
}

function userinfo(call: Call): Response {
  const grant = bearerGrant(call);
  if (!grant.scopes.includes("openid")) return forbidden();
  return json(claimsOf(call.world, grant));
}
