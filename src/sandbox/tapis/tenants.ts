import type { Call } from "../server/call.ts";
import { identity } from "../identity.ts";
import { tapisClient } from "./own_client.ts";
import { json } from "../server/reply.ts";
import { get, type Route } from "../server/router.ts";

/** The list of tenants, which needs no credential. */
export function tenantRoutes(): Route[] {
  return [get("/tenants", listTenants, { open: true })];
}

function tenant(call: Call, id: string, code: string, name: string, baseUrl: string): unknown {
  return {
    id,
    name,
    baseUrl,
    code,
    contact: [{
      name: identity.name,
      email: identity.email,
      url: "",
      type: "admin",
      primary: true,
    }],
    _links: {
      self: { href: `${call.world.origin}/tenants/${id}` },
      publickey: { href: `${call.world.origin}/publickeys/${id}` },
    },
  };
}

function listTenants(call: Call): Response {
  const { origin } = call.world;
  // The second one's address ends in a slash, as most of the real list's do.
  return json({
    status: "success",
    message: "",
    result: [
      tenant(call, "1-016", tapisClient.tenantId, "Keyferry sandbox", origin),
      tenant(call, "2-016", "sandbox.slash", "Keyferry sandbox, with a slash", origin + "/"),
    ],
  });
}
