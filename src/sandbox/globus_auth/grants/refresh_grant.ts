import type { Call } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { revokeToken } from "../../tokens.ts";
import type { RegisteredClient } from "../clients.ts";
import { grantError } from "../errors.ts";
import { findToken } from "./find_token.ts";
import { issueAccess, issueRefresh } from "./issue_tokens.ts";

/** Renews an access token; only the client that got the refresh token may. */
export async function refreshGrant(
  call: Call,
  client: RegisteredClient,
  form: URLSearchParams,
): Promise<Response> {
  const { world } = call;
  const given = form.get("refresh_token");
  if (given === null) return grantError(400, "invalid_request", "Missing refresh token parameter.");
  const token = findToken(world, "refresh", given);
  if (token === undefined || token.globus.clientId !== client.id) {
    return grantError(401, "invalid_grant");
  }
  const wanted = form.get("scope")?.split(" ").filter((scope) => scope !== "") ?? [];
  if (wanted.some((scope) => !token.globus.scopes.includes(scope))) {
    return grantError(400, "invalid_scope");
  }
  const rotates = world.globusAuth.options.rotateRefreshTokens ?? false;
  // Before anything is awaited, or two calls at once would both use it.
  if (rotates) revokeToken(world.tokens, given);
  const grant = wanted.length === 0 ? token.globus : { ...token.globus, scopes: wanted };
  return json({
    ...await issueAccess(world, grant),
    refresh_token: rotates ? await issueRefresh(world, token.globus) : given,
    other_tokens: [],
  });
}
