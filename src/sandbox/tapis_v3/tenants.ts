import { type Call, param } from "../server/call.ts";
import { identity } from "../identity.ts";
import { tapisClient } from "../tapis/own_client.ts";
import type { Route } from "../server/router.ts";
import { failure, success } from "./envelope.ts";
import { route } from "./routes.ts";

/** The registry of tenants and sites, which needs no token. */
export function tenantRoutes(): Route[] {
  return [
    route("GET", "/v3/tenants", async (call) => success([await tenant(call)])),
    route("GET", "/v3/tenants/{id}", getTenant),
    route("GET", "/v3/sites", (call) => success([site(call)])),
  ];
}

async function tenant({ world }: Call): Promise<Record<string, unknown>> {
  const { publicKey } = await world.tapisV3.signer();
  return {
    tenant_id: tapisClient.tenantId,
    base_url: world.origin,
    site_id: "sandbox",
    status: "active",
    public_key: publicKey,
    token_service: `${world.origin}/v3/tokens`,
    security_kernel: `${world.origin}/v3/security`,
    authenticator: `${world.origin}/v3/oauth2`,
    owner: identity.email,
    description: "The tenant of a keyferry sandbox",
  };
}

async function getTenant(call: Call): Promise<Response> {
  const id = param(call, "id");
  if (id === tapisClient.tenantId) return success(await tenant(call));
  return failure(`No tenant found with tenant_id ${id}.`);
}

function site({ world }: Call): Record<string, unknown> {
  return {
    site_id: "sandbox",
    primary: true,
    base_url: world.origin,
    tenant_base_url_template: world.origin,
    site_admin_tenant_id: tapisClient.tenantId,
    services: ["authenticator", "files", "tenants", "tokens"],
  };
}
