import { makeSandboxToken } from "../../credentials/secret/sandbox_token.ts";
import { type Call, jsonObject, param } from "../server/call.ts";
import { uuidFromName } from "../ids.ts";
import { json } from "../server/reply.ts";
import { del, post, type Route } from "../server/router.ts";
import { keepNewest } from "../kept/store.ts";
import { revokeToken } from "../tokens.ts";
import type { World } from "../world.ts";
import { clientOf, cliTemplate, confidentialCaller, type RegisteredClient } from "./clients.ts";
import { authError, invalidParameters, unauthorized } from "./errors.ts";
import { clientIdentity } from "./identities/identity_store.ts";

/**
 * As much of the developers' API as an installation of globus-cli needs: it makes itself a client of
 * its own from the app's, and may delete it again.
 */
export function clientRoutes(): Route[] {
  return [
    post("/v2/api/clients", createClient, { open: true }),
    del("/v2/api/clients/{id}", deleteClient, { open: true }),
  ];
}

/** Of the installations' clients, the newest are known. */
const mostClients = 10_000;

async function createClient(call: Call): Promise<Response> {
  const { world } = call;
  const { client: wanted } = await jsonObject(call);
  const { template_id, name } = typeof wanted === "object" && wanted !== null
    ? wanted as Record<string, unknown>
    : {};
  if (template_id === undefined) return unauthorized();
  if (template_id !== cliTemplate.clientId) return invalidParameters("Unknown template_id");
  if (typeof name !== "string" || name === "") return invalidParameters("name is required");
  const id = crypto.randomUUID();
  const secret = await makeSandboxToken(world.origin);
  const client: RegisteredClient = { id, name, secret, template: template_id };
  keepNewest(world.globusAuth.clients, id, client, mostClients);
  world.globusAuth.identities.set(id, clientIdentity({ clientId: id, name }));
  return json({
    client: documentOf(client),
    included: {
      client_credential: {
        id: await uuidFromName(`credential\n${id}`),
        name: "Auto-created at client creation",
        client: id,
        secret,
        created: new Date(world.now()).toISOString(),
      },
    },
  }, { status: 201 });
}

function documentOf({ id, name, template }: RegisteredClient): Record<string, unknown> {
  return {
    id,
    name,
    parent_client: template ?? null,
    project: null,
    client_type: "confidential_client",
    public_client: false,
    visibility: "private",
    grant_types: ["authorization_code", "client_credentials", "refresh_token"],
    redirect_uris: [],
    fqdns: [],
    scopes: [],
    links: { privacy_policy: null, terms_and_conditions: null },
    required_idp: null,
    preselect_idp: null,
    prompt_for_named_grant: false,
    userinfo_from_effective_identity: true,
  };
}

/** A client deletes itself; its tokens and the consents it was given go with it. */
function deleteClient(call: Call): Response {
  const { world } = call;
  const caller = confidentialCaller(call);
  if (caller === undefined) return unauthorized();
  const id = param(call, "id").toLowerCase();
  if (clientOf(world, id) === undefined) {
    return authError(404, "NOT_FOUND", { title: "Not found", detail: "No such client" });
  }
  if (caller.id !== id || caller.template === undefined) {
    return authError(403, "FORBIDDEN", {
      title: "Forbidden",
      detail: "A client may delete no other client, and none of those that are there at the start",
    });
  }
  forget(world, id);
  return json({ client: documentOf(caller) });
}

function forget({ globusAuth, tokens }: World, id: string): void {
  globusAuth.clients.delete(id);
  globusAuth.identities.delete(id);
  for (const key of globusAuth.consents.keys()) {
    if (key.endsWith(`/${id}`)) globusAuth.consents.delete(key);
  }
  for (const { token, globus } of tokens.issued.values()) {
    if (globus?.clientId === id) revokeToken(tokens, token);
  }
}
