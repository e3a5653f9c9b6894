import type { Call } from "../call.ts";
import { text } from "../reply.ts";
import type { Handler } from "../router.ts";
import { failure } from "./envelope.ts";
import { goodClaims } from "./jwt.ts";

const header = "x-tapis-token";

/** Headers that only services may send beside their tokens. */
const onBehalf = ["x-tapis-tenant", "x-tapis-user"];

/** For a service written in Python: a token, or status 400. */
export function guarded(handler: Handler): Handler {
  return async (call) => {
    const token = call.request.headers.get(header);
    if (token === null) return failure("No Tapis access token found in the request.");
    if (await goodClaims(call.world, token, "access") === undefined) {
      return failure("Invalid Tapis token.");
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
    if (token === null) {
      return text("TAPIS_SECURITY_MISSING_JWT_INFO No JWT was found in the request.", {
        status: 401,
      });
    }
    if (await goodClaims(call.world, token, "access") === undefined) {
      return text("TAPIS_SECURITY_JWT_EXPIRED The JWT is expired or not valid.", { status: 401 });
    }
    if (actsForOthers(call)) {
      return failure("TAPIS_SECURITY_UNEXPECTED_OBO Users act for nobody else.", 401);
    }
    return await handler(call);
  };
}

function actsForOthers({ request }: Call): boolean {
  return onBehalf.some((name) => request.headers.has(name));
}
