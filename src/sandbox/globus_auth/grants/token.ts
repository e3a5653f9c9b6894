import { type Call, formFields } from "../../server/call.ts";
import { post, type Route } from "../../server/router.ts";
import { clientCredentialsGrant } from "./client_credentials_grant.ts";
import { callingClient } from "../clients.ts";
import { codeGrant } from "./code_grant.ts";
import { dependentGrant } from "./dependent_grant.ts";
import { grantError } from "../errors.ts";
import { refreshGrant } from "./refresh_grant.ts";

/** The token endpoint; native apps have no secret, so it takes their word for who they are. */
export function tokenRoutes(): Route[] {
  return [post("/v2/oauth2/token", token, { open: true })];
}

async function token(call: Call): Promise<Response> {
  const form = await formFields(call);
  const client = callingClient(call, form);
  // As OAuth has it of this endpoint (RFC 6749, sections 3.2 and 5.2).
  const repeated = [...form.keys()].find((name) => form.getAll(name).length > 1);
  if (repeated !== undefined) {
    return grantError(400, "invalid_request", `Parameter ${repeated} is given more than once.`);
  }
  switch (form.get("grant_type")) {
    case null:
      return grantError(400, "invalid_request", "Missing grant_type parameter.");
    case "authorization_code":
      return await codeGrant(call, client, form);
    case "refresh_token":
      return await refreshGrant(call, client, form);
    case "client_credentials":
      return await clientCredentialsGrant(call, client, form);
    case "urn:globus:auth:grant_type:dependent_token":
      return await dependentGrant(call, client, form);
    default:
      return grantError(400, "unsupported_grant_type");
  }
}
