import { authorizationOf, type Call } from "../server/call.ts";
import type { RefusalReason, Service } from "../server/service.ts";
import { checkToken } from "../tokens.ts";
import { clientRoutes } from "./clients.ts";
import { failure, gatewayFault } from "./envelope.ts";
import { profileRoutes } from "./profiles.ts";
import { tenantRoutes } from "./tenants.ts";
import { tokenRoutes } from "./token.ts";
import { refuseV3, v3Prefix, v3Routes } from "../tapis_v3/service.ts";

/** Tapis: v2 (Agave), and v3 below its prefix. */
export function tapisService(): Service {
  return {
    prefixes: ["/tenants", "/token", "/profiles/v2", "/clients/v2", v3Prefix],
    routes: [
      ...tenantRoutes(),
      ...tokenRoutes(),
      ...profileRoutes(),
      ...clientRoutes(),
      ...v3Routes(),
    ],
    authorize,
    refuse,
  };
}

function authorize(call: Call): Response | undefined {
  const given = authorizationOf(call.request);
  if (given?.scheme !== "bearer") {
    return gatewayFault(900902, "Missing Credentials", "Required OAuth credentials not provided");
  }
  const checked = checkToken(call.world.tokens, "tapis", "access", given.value);
  if (typeof checked === "object") return undefined;
  return gatewayFault(
    checked === "expired" ? 900904 : 900901,
    "Invalid Credentials",
    "Access failure for API",
  );
}

function refuse(call: Call, reason: RefusalReason, detail: string): Response {
  if (call.url.pathname.startsWith(v3Prefix)) return refuseV3(reason, detail);
  switch (reason) {
    case "not-found":
      return failure(404, "No such resource");
    case "bad-method":
      return failure(405, "The resource has no such method");
    case "bad-body":
      return failure(400, detail);
    case "too-large":
      return failure(413, detail);
    case "name-too-long":
    case "no-space":
    case "failed":
      return failure(500, detail);
  }
}
