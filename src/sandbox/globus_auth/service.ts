import { authorizationOf, type Call } from "../call.ts";
import type { RefusalReason, Service } from "../service.ts";
import { checkToken } from "../tokens.ts";
import { authError, unauthorized } from "./errors.ts";
import { tokenRoutes } from "./token.ts";
import { userinfoRoutes } from "./userinfo.ts";

/** Globus Auth. */
export function globusAuthService(): Service {
  return {
    prefixes: ["/v2/oauth2/", "/v2/api/"],
    routes: [...userinfoRoutes(), ...tokenRoutes()],
    authorize,
    refuse,
  };
}

function authorize(call: Call): Response | undefined {
  const given = authorizationOf(call.request);
  if (given?.scheme !== "bearer") return unauthorized();
  if (typeof checkToken(call.world.tokens, "auth", "access", given.value) === "object") {
    return undefined;
  }
  // A good token of another service is told apart: it lacks the scope.
  return typeof checkToken(call.world.tokens, "transfer", "access", given.value) === "object"
    ? authError(403, "FORBIDDEN", "The token lacks the scope openid")
    : unauthorized();
}

function refuse(_call: Call, reason: RefusalReason, detail: string): Response {
  switch (reason) {
    case "not-found":
      return authError(404, "NOT_FOUND", "No such resource");
    case "bad-method":
      return authError(405, "METHOD_NOT_ALLOWED", "The resource has no such method");
    case "bad-body":
      return authError(400, "INVALID_PARAMETERS", detail);
    case "too-large":
      return authError(413, "REQUEST_ENTITY_TOO_LARGE", detail);
    case "failed":
      return authError(500, "INTERNAL_ERROR", detail);
  }
}
