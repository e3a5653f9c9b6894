import type { Call } from "../server/call.ts";
import { tapisClient } from "../tapis/own_client.ts";
import { text } from "../server/reply.ts";
import type { Handler } from "../server/router.ts";
import { failure } from "./envelope.ts";
import { goodClaims } from "./jwt.ts";

const header = "x-tapis-token";

/** Headers that only services may send beside their tokens. */
const onBehalf = ["x-tapis-tenant", "x-tapis-user"];

/** What tapisservice says of a token that is no good: first whether it can be taken apart at all. */
export function complaintOf(token: string): string {
  let claims: unknown;
  try {
    const [head = "", body = "", signature, ...more] = token.split(".");
    if (signature === undefined || more.length > 0) throw new TypeError("Not three parts");
    const [header, payload] = [head, body].map((part) =>
      JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(part, { alphabet: "base64url" })))
    );
    if (typeof header !== "object" || header === null) throw new TypeError("No header");
    claims = payload;
  } catch {
    return "Could not parse the Tapis access token.";
  }
  if (typeof claims !== "object" || claims === null) {
    return "Could not parse the Tapis access token.";
  }
  const tenant = Reflect.get(claims, "tapis/tenant_id");
  if (tenant === undefined) {
    return "Unable to process Tapis token; could not parse the tenant_id. It is possible the token " +
      "is in a format no longer supported by the platform.";
  }
  if (tenant !== tapisClient.tenantId) {
    return "Unable to process Tapis token; unexpected tenant_id.";
  }
  return "Invalid Tapis token.";
}

/** For a service written in Python: a token, or status 400. */
export function guarded(handler: Handler): Handler {
  return async (call) => {
    const token = call.request.headers.get(header);
    if (!token) return failure("No Tapis access token found in the request.");
    if (await goodClaims(call.world, token, "access") === undefined) {
      return failure(complaintOf(token));
    }
    if (actsForOthers(call)) {
      return failure("Invalid request; cannot set OBO headers with a user token.");
    }
    return await handler(call);
  };
}

/** For a service written in Java: a token, or status 401 and plain text. */
export function guardedInJava(handler: Handler): Handler {
  return async (call) => {
    const token = call.request.headers.get(header);
    if (!token?.trim()) {
      return text(
        `TAPIS_SECURITY_MISSING_JWT_INFO HTTP ${call.request.method} request rejected due to missing ` +
          "JSON Web Token information.",
        { status: 401 },
      );
    }
    if (await goodClaims(call.world, token, "access") === undefined) {
      return text("TAPIS_SECURITY_JWT_EXPIRED The JWT is expired or not valid.", { status: 401 });
    }
    if (actsForOthers(call)) {
      return text("TAPIS_SECURITY_UNEXPECTED_HEADER Users act for nobody else.", { status: 401 });
    }
    return await handler(call);
  };
}

function actsForOthers({ request }: Call): boolean {
  return onBehalf.some((name) => request.headers.has(name));
}
