import { type Call, param } from "../server/call.ts";
import { identity } from "../identity.ts";
import type { Route } from "../server/router.ts";
import { failure, success } from "./envelope.ts";
import { guarded } from "./guard.ts";
import { route } from "./routes.ts";

const profile = {
  dn: `uid=${identity.username},ou=people,dc=sandbox`,
  given_name: identity.firstName,
  last_name: identity.lastName,
  email: identity.email,
  phone: null,
  mobile_phone: null,
  create_time: null,
  username: identity.username,
  uid: 806444,
};

/** People; there is one. */
export function profileRoutes(): Route[] {
  return [
    route("GET", "/v3/oauth2/userinfo", guarded(() => success(profile))),
    route("GET", "/v3/oauth2/profiles", guarded(listProfiles)),
    route("GET", "/v3/oauth2/profiles/{username}", guarded(getProfile)),
  ];
}

function listProfiles(call: Call): Response {
  const offset = Number(call.url.searchParams.get("offset") ?? 0);
  return success([profile].slice(offset));
}

function getProfile(call: Call): Response {
  const username = param(call, "username");
  if (username === identity.username) return success(profile);
  return failure(`Unable to retrieve profile for user ${username}.`);
}
