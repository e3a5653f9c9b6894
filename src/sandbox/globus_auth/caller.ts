import { authorizationOf, type Call } from "../server/call.ts";
import { Refusal } from "../server/reply.ts";
import { checkToken } from "../tokens.ts";
import { forbidden, unauthorized } from "./errors.ts";
import type { GlobusGrant } from "./grants/grant.ts";

/**
 * What the caller's token was granted for.
 *
 * @throws A 401 without a good token of Globus, a 403 with one for another service than Auth.
 */
export function bearerGrant(call: Call): GlobusGrant {
  const { tokens } = call.world;
  const given = authorizationOf(call.request);
  if (given?.scheme !== "bearer") throw new Refusal(unauthorized());
  const token = checkToken(tokens, "auth", "access", given.value);
  if (typeof token === "object" && token.globus !== undefined) return token.globus;
  const isElsewhere = (["transfer", "globus"] as const).some((service) =>
    typeof checkToken(tokens, service, "access", given.value) === "object"
  );
  throw new Refusal(isElsewhere ? forbidden() : unauthorized());
}
