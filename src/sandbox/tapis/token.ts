import { authorizationOf, type Call, formFields } from "../server/call.ts";
import { json } from "../server/reply.ts";
import { post, type Route } from "../server/router.ts";
import { isClient } from "./clients.ts";
import { checkToken, revokeToken } from "../tokens.ts";
import { issueTapisPair } from "./issue_pair.ts";

/** Token grants, for OAuth clients that show their key and secret. */
export function tokenRoutes(): Route[] {
  return [post("/token", token, { open: true })];
}

function oauthError(status: number, error: string, description: string): Response {
  return json({ error_description: description, error }, { status });
}

function isKnownClient(call: Call): boolean {
  const given = authorizationOf(call.request);
  if (given?.scheme !== "basic") return false;
  try {
    const [key = "", secret = ""] = atob(given.value).split(/:(.*)/s);
    return isClient(call.world, key, secret);
  } catch {
    return false;
  }
}

async function pair(call: Call): Promise<Response> {
  const { accessToken, refreshToken, expiresIn } = await issueTapisPair(call.world.tokens);
  return json({
    scope: "default",
    token_type: "bearer",
    expires_in: expiresIn,
    refresh_token: refreshToken,
    access_token: accessToken,
  });
}

async function token(call: Call): Promise<Response> {
  const form = await formFields(call);
  if (!isKnownClient(call)) {
    return oauthError(
      401,
      "invalid_client",
      "A valid OAuth client could not be found for client_id",
    );
  }
  const grant = form.get("grant_type");
  if (grant === "password") return await passwordGrant(call, form);
  if (grant === "admin_password") return await adminGrant(call, form);
  if (grant === "refresh_token") return await refreshGrant(call, form.get("refresh_token") ?? "");
  return oauthError(400, "unsupported_grant_type", `Unsupported grant_type value: ${grant}`);
}

async function passwordGrant(call: Call, form: URLSearchParams): Promise<Response> {
  const { username, password } = call.world.first.tapis;
  if (form.get("username") !== username || form.get("password") !== password) {
    return oauthError(400, "invalid_grant", "Authentication failed for the user");
  }
  return await pair(call);
}

/** The one person administers the tenant, and is also the only one to act for. */
async function adminGrant(call: Call, form: URLSearchParams): Promise<Response> {
  const other = form.get("token_username");
  if (other !== call.world.first.tapis.username) {
    return oauthError(400, "invalid_grant", `User not found: ${other}`);
  }
  return await passwordGrant(call, form);
}

async function refreshGrant(call: Call, refreshToken: string): Promise<Response> {
  const { tokens } = call.world;
  const known = checkToken(tokens, "tapis", "refresh", refreshToken);
  if (typeof known !== "object") {
    return oauthError(400, "invalid_grant", "Persisted access token data not found");
  }
  // Used before the answer is on its way: a second use fails even where the first answer was lost.
  revokeToken(tokens, refreshToken);
  if (known.access !== undefined) revokeToken(tokens, known.access);
  return await pair(call);
}
