import type { Call } from "../server/call.ts";
import { json } from "../server/reply.ts";
import { get, type Route } from "../server/router.ts";

/** What clients find Globus Auth and its keys by. */
export function discoveryRoutes(): Route[] {
  return [
    get("/.well-known/openid-configuration", configuration, { open: true }),
    get("/jwk.json", keys, { open: true }),
  ];
}

function configuration(call: Call): Response {
  const { origin } = call.world;
  return json({
    issuer: origin,
    authorization_endpoint: `${origin}/v2/oauth2/authorize`,
    userinfo_endpoint: `${origin}/v2/oauth2/userinfo`,
    token_endpoint: `${origin}/v2/oauth2/token`,
    revocation_endpoint: `${origin}/v2/oauth2/token/revoke`,
    jwks_uri: `${origin}/jwk.json`,
    response_types_supported: ["code"],
    id_token_signing_alg_values_supported: ["RS512"],
    scopes_supported: ["openid", "email", "profile"],
    token_endpoint_auth_methods_supported: ["client_secret_basic"],
    claims_supported: [
      "at_hash",
      "aud",
      "email",
      "exp",
      "name",
      "nonce",
      "preferred_username",
      "iat",
      "iss",
      "sub",
    ],
    subject_types_supported: ["public"],
  });
}

async function keys(call: Call): Promise<Response> {
  const { publicKey } = await call.world.globusAuth.signer();
  return json({ keys: [publicKey] });
}
