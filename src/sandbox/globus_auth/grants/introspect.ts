import { type Call, formFields } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { post, type Route } from "../../server/router.ts";
import { confidentialCaller } from "../clients.ts";
import { grantError, unauthorized } from "../errors.ts";
import { findToken } from "./find_token.ts";

/** Telling a client about a token. */
export function introspectRoutes(): Route[] {
  return [post("/v2/oauth2/token/introspect", introspect, { open: true })];
}

/** Nothing is told about a token for somebody else (RFC 7662, section 2.2). */
async function introspect(call: Call): Promise<Response> {
  const { world } = call;
  const form = await formFields(call);
  const client = confidentialCaller(call);
  if (client === undefined) return unauthorized();
  const given = form.get("token");
  if (given === null) return grantError(400, "invalid_request", "Missing token parameter.");
  const token = findToken(world, "access", given) ?? findToken(world, "refresh", given);
  const audience = [token?.globus.resourceServer, token?.globus.clientId];
  if (token === undefined || !audience.includes(client.id)) return json({ active: false });
  const { globus: grant, issuedAt, expiresAt } = token;
  const person = world.globusAuth.identities.get(grant.identityId);
  const seconds = Math.floor(issuedAt / 1000);
  const include = form.get("include")?.split(",") ?? [];
  const session = {
    session_id: grant.id,
    authentications: {
      [grant.identityId]: {
        idp: person?.identity_provider ?? null,
        auth_time: seconds,
        acr: null,
        amr: null,
        custom_claims: {},
      },
    },
  };
  return json({
    active: true,
    token_type: "Bearer",
    scope: grant.scopes.join(" "),
    client_id: grant.clientId,
    username: person?.username ?? null,
    name: person?.name ?? null,
    email: person?.email ?? null,
    ...(expiresAt === Infinity ? {} : { exp: Math.floor(expiresAt / 1000) }),
    iat: seconds,
    nbf: seconds,
    sub: grant.identityId,
    aud: [...new Set(audience)],
    iss: world.origin,
    ...(include.includes("identity_set") ? { identity_set: [grant.identityId] } : {}),
    ...(include.includes("session_info") ? { session_info: session } : {}),
  });
}
