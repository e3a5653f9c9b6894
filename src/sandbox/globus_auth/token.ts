import { authorizationOf, type Call, formFields } from "../call.ts";
import { globusApp } from "../identity.ts";
import { json } from "../reply.ts";
import { post, type Route } from "../router.ts";
import { checkToken, issueToken } from "../tokens.ts";

/** How long a Globus access token lives, in seconds. */
export const accessLifetime = 172_800;

/** The scope and resource server of each kind of Globus token. */
export const resourceServers = {
  transfer: {
    resource_server: "transfer.api.globus.org",
    scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
  },
  auth: { resource_server: "auth.globus.org", scope: "openid profile email" },
} as const;

/** The token endpoint; it takes its client's word in the form, as native apps have no secret. */
export function tokenRoutes(): Route[] {
  return [post("/v2/oauth2/token", token, { open: true })];
}

function clientId(call: Call, form: URLSearchParams): string | undefined {
  const given = authorizationOf(call.request);
  if (given?.scheme !== "basic") return form.get("client_id") ?? undefined;
  try {
    return atob(given.value).split(":")[0];
  } catch {
    return undefined;
  }
}

async function token(call: Call): Promise<Response> {
  const form = await formFields(call);
  if (clientId(call, form) !== globusApp.clientId) {
    return json({ error: "invalid_client" }, { status: 401 });
  }
  if (form.get("grant_type") !== "refresh_token") {
    return json({ error: "unsupported_grant_type" }, { status: 400 });
  }
  return await refresh(call, form.get("refresh_token") ?? "");
}

async function refresh(call: Call, refreshToken: string): Promise<Response> {
  const { tokens } = call.world;
  for (const service of ["transfer", "auth"] as const) {
    if (typeof checkToken(tokens, service, "refresh", refreshToken) !== "object") continue;
    const access = await issueToken(tokens, service, "access", { lifetime: accessLifetime });
    return json({
      access_token: access,
      scope: resourceServers[service].scope,
      expires_in: accessLifetime,
      token_type: "Bearer",
      resource_server: resourceServers[service].resource_server,
      refresh_token: refreshToken,
      other_tokens: [],
    });
  }
  return json({ error: "invalid_grant" }, { status: 401 });
}
