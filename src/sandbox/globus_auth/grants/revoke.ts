import { type Call, formFields } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { post, type Route } from "../../server/router.ts";
import { revokeToken } from "../../tokens.ts";
import type { World } from "../../world.ts";
import { callingClient, clientOf, type RegisteredClient } from "../clients.ts";
import { grantError } from "../errors.ts";
import { findToken } from "./find_token.ts";

/** Ending a token, and the old way of asking whether it has ended. */
export function revokeRoutes(): Route[] {
  return [
    post("/v2/oauth2/token/revoke", revoke, { open: true }),
    post("/v2/oauth2/token/validate", validate, { open: true }),
  ];
}

/** A refresh token takes the access tokens along that it brought (RFC 7009, section 2.1). */
async function revoke(call: Call): Promise<Response> {
  const { tokens } = call.world;
  const form = await formFields(call);
  const client = callingClient(call, form);
  const given = form.get("token");
  if (given === null) return grantError(400, "invalid_request", "Missing token parameter.");
  const token = findToken(call.world, "access", given) ?? findToken(call.world, "refresh", given);
  if (token === undefined) return json({ active: false });
  if (!mayEnd(call.world, client, token.globus.clientId)) {
    return grantError(400, "unauthorized_client");
  }
  revokeToken(tokens, given);
  if (token.kind === "refresh") {
    for (const other of tokens.issued.values()) {
      if (other.globus?.id === token.globus.id) revokeToken(tokens, other.token);
    }
  }
  return json({ active: false });
}

/** A client ends its own tokens; an app also those of the clients that were made from it. */
function mayEnd(world: World, client: RegisteredClient, holder: string): boolean {
  return holder === client.id || clientOf(world, holder)?.template === client.id;
}

async function validate(call: Call): Promise<Response> {
  const form = await formFields(call);
  const client = callingClient(call, form);
  const given = form.get("token");
  if (given === null) return grantError(400, "invalid_request", "Missing token parameter.");
  const token = findToken(call.world, "access", given) ?? findToken(call.world, "refresh", given);
  return json({ active: token?.globus.clientId === client.id });
}
