import type { Call } from "../../server/call.ts";
import type { RegisteredClient } from "../clients.ts";
import { giveConsent } from "../login/consents.ts";
import { authError, grantError, unknownScopes } from "../errors.ts";
import { resourceServerOf } from "../known_scopes.ts";
import { loginReply } from "../login/login_tokens.ts";
import { allNames, parseScopes, type RequestedScope, ScopeSyntaxError } from "../scope_text.ts";

/** Tokens for a client itself; they cannot be refreshed. */
export async function clientCredentialsGrant(
  call: Call,
  client: RegisteredClient,
  form: URLSearchParams,
): Promise<Response> {
  const { world } = call;
  if (client.secret === undefined) return grantError(400, "unauthorized_client");
  let scopes: RequestedScope[];
  try {
    scopes = parseScopes(form.get("scope") ?? "");
  } catch (error) {
    if (!(error instanceof ScopeSyntaxError)) throw error;
    return grantError(400, "invalid_scope", error.message);
  }
  const unknown = allNames(scopes).filter((name) => resourceServerOf(world, name) === undefined);
  if (unknown.length > 0) {
    return authError(400, "UNKNOWN_SCOPE_ERROR", unknownScopes(client.id, unknown));
  }
  const order = { clientId: client.id, identityId: client.id, scopes, refresh: false };
  giveConsent(world, order);
  return await loginReply(world, { ...order, state: undefined, nonce: undefined });
}
