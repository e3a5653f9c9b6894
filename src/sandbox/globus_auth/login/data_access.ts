import { authorizationOf, type Call } from "../../server/call.ts";
import type { Collection } from "../../collections.ts";
import { json, Refusal } from "../../server/reply.ts";
import { hasConsent } from "./consents.ts";
import { findToken } from "../grants/find_token.ts";
import { dataAccessScope, transferAll } from "../known_scopes.ts";

/**
 * Refuses a call to Transfer whose caller has not let it reach the data of a collection that asks for
 * that. The refusal is in the form of today's service, which older clients understand as well.
 *
 * @throws A 403 that names the scopes of all consents that are missing.
 */
export function demandDataAccess(call: Call, collections: readonly Collection[]): void {
  const asking = call.world.globusAuth.options.dataAccess ?? [];
  const grant = findToken(call.world, "access", authorizationOf(call.request)?.value ?? "")?.globus;
  const missing = collections.filter(({ id, name }) =>
    asking.includes(name) &&
    (grant === undefined || !hasConsent(call.world, grant, [transferAll, dataAccessScope(id)]))
  );
  if (missing.length === 0) return;
  const scopes = new Set(missing.map(({ id }) => `${transferAll}[*${dataAccessScope(id)}]`));
  const message = "Missing required data_access consent";
  throw new Refusal(json({
    authorization_parameters: { required_scopes: [...scopes], session_message: message },
    code: "ConsentRequired",
    message,
    request_id: call.requestId,
    required_scopes: [...scopes],
    resource: call.url.pathname.replace(/^\/v0\.10/, ""),
  }, { status: 403 }));
}
