import { makeSandboxToken } from "../../credentials/sandbox_token.ts";
import { type Call, jsonObject, param } from "../call.ts";
import { identity } from "../identity.ts";
import { tapisClient } from "../tapis/own_client.ts";
import type { Route } from "../router.ts";
import { keepNewest } from "../store.ts";
import { failure, success } from "./envelope.ts";
import { guarded } from "./guard.ts";
import { route } from "./routes.ts";
import type { OAuthClient } from "./state.ts";

/** The fields of a client and how long each may be. */
const longest = {
  client_id: 80,
  client_key: 80,
  callback_url: 200,
  display_name: 50,
  description: 70,
} as const;

/** Of those that were deleted, which stay as inactive, the newest are kept. */
const mostClients = 10_000;

type Field = keyof typeof longest;

/** OAuth clients. */
export function clientRoutes(): Route[] {
  const one = "/v3/oauth2/clients/{id}";
  return [
    route("GET", "/v3/oauth2/clients", guarded(listClients)),
    route("POST", "/v3/oauth2/clients", guarded(createClient)),
    route("GET", one, guarded((call) => withClient(call, document))),
    route("PUT", one, guarded(updateClient)),
    route("DELETE", one, guarded(deleteClient)),
  ];
}

function document(client: OAuthClient): Record<string, unknown> {
  return {
    client_id: client.id,
    client_key: client.key,
    owner: identity.username,
    callback_url: client.callbackUrl,
    create_time: new Date(client.created).toUTCString(),
    last_update_time: new Date(client.updated).toUTCString(),
    display_name: client.displayName,
    description: client.description,
    tenant_id: tapisClient.tenantId,
    active: client.active,
  };
}

function listClients(call: Call): Response {
  const all = call.url.searchParams.has("show_inactive");
  const clients = [...call.world.tapisV3.clients.values()].filter(({ active }) => all || active);
  return success(clients.map(document), "Clients retrieved successfully.");
}

function withClient(
  call: Call,
  act: (client: OAuthClient) => Record<string, unknown>,
): Response {
  const id = param(call, "id");
  const client = call.world.tapisV3.clients.get(id);
  return client?.active ? success(act(client)) : failure(`No client found with id ${id}.`);
}

/** The texts of a body, or why it will not do. */
async function fieldsOf(
  call: Call,
  allowed: readonly Field[],
): Promise<Partial<Record<Field, string>> | string> {
  const fields: Partial<Record<Field, string>> = {};
  for (const [name, value] of Object.entries(await jsonObject(call))) {
    const field = allowed.find((field) => field === name);
    if (field === undefined) return `Invalid JSON: '${name}' is not a property of this call`;
    if (typeof value !== "string" || value.length > longest[field]) {
      return `Invalid JSON: ${name} is no text of at most ${longest[field]} characters`;
    }
    fields[field] = value;
  }
  return fields;
}

async function createClient(call: Call): Promise<Response> {
  const fields = await fieldsOf(call, Object.keys(longest) as Field[]);
  if (typeof fields === "string") return failure(fields);
  const { origin, now } = call.world;
  const { clients } = call.world.tapisV3;
  const id = fields.client_id ?? await makeSandboxToken(origin);
  if (clients.has(id)) {
    return failure(`This change would violate uniqueness constraints: client_id ${id} is taken`);
  }
  const created = now();
  const client: OAuthClient = {
    id,
    key: fields.client_key ?? await makeSandboxToken(origin),
    callbackUrl: fields.callback_url ?? "",
    displayName: fields.display_name ?? id,
    description: fields.description ?? "",
    created,
    updated: created,
    active: true,
  };
  keepNewest(clients, id, client, mostClients, ({ active }) => !active);
  return success(document(client), "Client created successfully.");
}

async function updateClient(call: Call): Promise<Response> {
  const fields = await fieldsOf(call, ["callback_url", "display_name"]);
  if (typeof fields === "string") return failure(fields);
  return withClient(call, (client) => {
    client.callbackUrl = fields.callback_url ?? client.callbackUrl;
    client.displayName = fields.display_name ?? client.displayName;
    client.updated = call.world.now();
    call.world.tapisV3.clients.touch(client.id);
    return document(client);
  });
}

function deleteClient(call: Call): Response {
  return withClient(call, (client) => {
    client.active = false;
    call.world.tapisV3.clients.touch(client.id);
    return document(client);
  });
}
