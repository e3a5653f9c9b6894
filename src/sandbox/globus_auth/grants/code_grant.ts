import { createHash } from "node:crypto";
import type { Call } from "../../server/call.ts";
import { sameText } from "../../server/same_text.ts";
import type { RegisteredClient } from "../clients.ts";
import { grantError } from "../errors.ts";
import { loginReply } from "../login/login_tokens.ts";

function fits(verifier: string, challenge: string): boolean {
  return sameText(createHash("sha256").update(verifier).digest("base64url"), challenge);
}

/**
 * Exchanges the code of a login. A client has one try: the code is gone whether its verifier and its
 * redirect address fit or not.
 */
export async function codeGrant(
  call: Call,
  client: RegisteredClient,
  form: URLSearchParams,
): Promise<Response> {
  const { world } = call;
  const { codes } = world.globusAuth;
  const code = form.get("code");
  const verifier = form.get("code_verifier");
  if (code === null) return grantError(400, "invalid_request", "Missing code parameter.");
  const issued = codes.get(code);
  if (issued === undefined || issued.request.client.id !== client.id) {
    return grantError(401, "invalid_grant");
  }
  const { request, identityId } = issued;
  if (request.challenge !== undefined && verifier === null) {
    return grantError(400, "invalid_request", "Code verifier required.");
  }
  codes.delete(code);
  const isGood = issued.expiresAt > world.now() &&
    form.get("redirect_uri") === request.redirectUri &&
    (request.challenge === undefined || fits(verifier ?? "", request.challenge));
  if (!isGood) return grantError(401, "invalid_grant");
  return await loginReply(world, {
    clientId: client.id,
    identityId,
    scopes: request.scopes,
    refresh: request.refresh,
    state: request.state,
    nonce: request.nonce,
  });
}
