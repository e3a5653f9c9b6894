import type { Call } from "../call.ts";
import { Refusal } from "../reply.ts";
import type { RefusalReason, Service } from "../service.ts";
import { authorizeRoutes } from "./authorize.ts";
import { bearerGrant } from "./caller.ts";
import { clientRoutes } from "./client_api.ts";
import { consentRoutes } from "./consents.ts";
import { discoveryRoutes } from "./discovery.ts";
import { authError, invalidParameters } from "./errors.ts";
import { identityRoutes } from "./identities.ts";
import { introspectRoutes } from "./introspect.ts";
import { revokeRoutes } from "./revoke.ts";
import { tokenRoutes } from "./token.ts";
import { userinfoRoutes } from "./userinfo.ts";
import { webRoutes } from "./web_pages.ts";

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
