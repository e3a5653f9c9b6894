import type { Call } from "../server/call.ts";
import { Refusal } from "../server/reply.ts";
import type { RefusalReason, Service } from "../server/service.ts";
import { authorizeRoutes } from "./login/authorize.ts";
import { bearerGrant } from "./caller.ts";
import { clientRoutes } from "./client_api.ts";
import { consentRoutes } from "./login/consents.ts";
import { discoveryRoutes } from "./discovery.ts";
import { authError, invalidParameters } from "./errors.ts";
import { identityRoutes } from "./identities/identities.ts";
import { introspectRoutes } from "./grants/introspect.ts";
import { revokeRoutes } from "./grants/revoke.ts";
import { tokenRoutes } from "./grants/token.ts";
import { userinfoRoutes } from "./identities/userinfo.ts";
import { webRoutes } from "./login/web_pages.ts";

/** Globus Auth. */
export function globusAuthService(): Service {
  return {
    prefixes: [
      "/v2/oauth2/",
      "/v2/api/",
      "/v2/web/",
      "/.well-known/openid-configuration",
      "/jwk.json",
    ],
    routes: [
      ...authorizeRoutes(),
      ...webRoutes(),
      ...tokenRoutes(),
      ...introspectRoutes(),
      ...revokeRoutes(),
      ...userinfoRoutes(),
      ...identityRoutes(),
      ...consentRoutes(),
      ...clientRoutes(),
      ...discoveryRoutes(),
    ],
    authorize,
    refuse,
  };
}

function authorize(call: Call): Response | undefined {
  try {
    bearerGrant(call);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.response;
    throw error;
  }
}

function refuse(_call: Call, reason: RefusalReason, detail: string): Response {
  switch (reason) {
    case "not-found":
      return authError(404, "NOT_FOUND", { title: "Not found", detail: "No such resource" });
    case "bad-method":
      return authError(405, "METHOD_NOT_ALLOWED", {
        title: "Method not allowed",
        detail: "The resource has no such method",
      });
    case "bad-body":
      return invalidParameters(detail);
    case "too-large":
      return authError(413, "REQUEST_ENTITY_TOO_LARGE", { title: "Body too large", detail });
    case "name-too-long":
    case "no-space":
    case "failed":
      return authError(500, "UNEXPECTED_ERROR", {
        title: "An unexpected error occurred.",
        detail,
      });
  }
}
