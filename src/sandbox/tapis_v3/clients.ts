import { makeSandboxToken } from "../../credentials/secret/sandbox_token.ts";
import { type Call, jsonObject, param } from "../server/call.ts";
import { identity } from "../identity.ts";
import { tapisClient } from "../tapis/own_client.ts";
import type { Route } from "../server/router.ts";
import { keepNewest } from "../kept/store.ts";
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
    route("GET", one, guarded((call) => withClient(call, "Client object retrieved successfully."))),
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

/** One of the person's clients, deleted or not: a deleted one is hidden from the list, and no more. */
function withClient(
  call: Call,
  message: string,
  act: (client: OAuthClient) => void = () => {},
): Response {
  const id = param(call, "id");
  const client = call.world.tapisV3.clients.get(id);
  if (client === undefined) return failure(`No client found with id ${id}.`);
  act(client);
  return success(document(client), message);
}

/** The known texts of a body, or why it will not do; what is not known is skipped. */
async function fieldsOf(
  call: Call,
  verb: "POST" | "PUT",
): Promise<Partial<Record<Field, string>> | string> {
  const fields: Partial<Record<Field, string>> = {};
  const body = await jsonObject(call);
  for (const field of Object.keys(longest) as Field[]) {
    const value = body[field];
    if (value === undefined) continue;
    if (typeof value !== "string") {
      return `Invalid ${verb} data: ${JSON.stringify(value)} is not of type 'string'.`;
    }
    if (Array.from(value).length > longest[field]) {
      const problem = `value too long for type character varying(${longest[field]})`;
      return `Invalid ${verb} data; ${problem}`;
    }
    fields[field] = value;
  }
  return fields;
}

async function createClient(call: Call): Promise<Response> {
  const fields = await fieldsOf(call, "POST");
  if (typeof fields === "string") return failure(fields);
  const { origin, now } = call.world;
  const { clients } = call.world.tapisV3;
  const id = fields.client_id ?? await makeSandboxToken(origin);
  if (clients.has(id)) {
    return failure(
      "Invalid POST data; This change would violate uniqueness constraints. Details: Key " +
        `(client_id)=(${id}) already exists.`,
    );
  }
  const created = now();
  const client: OAuthClient = {
    id,
    key: fields.client_key ?? await makeSandboxToken(origin),
    callbackUrl: fields.callback_url ?? "",
    displayName: fields.display_name ?? id.slice(0, 50),
    description: fields.description ?? "",
    created,
    updated: created,
    active: true,
  };
  keepNewest(clients, id, client, mostClients, ({ active }) => !active);
  return success(document(client), "Client created successfully.");
}

async function updateClient(call: Call): Promise<Response> {
  const body = await jsonObject(call);
  const fixed = ["client_id", "client_key", "description"].find((name) => name in body);
  if (fixed !== undefined) return failure(`Changing ${fixed} not currently supported.`);
  const fields = await fieldsOf(call, "PUT");
  if (typeof fields === "string") return failure(fields);
  return withClient(call, "Client updated successfully", (client) => {
    client.callbackUrl = fields.callback_url ?? client.callbackUrl;
    client.displayName = fields.display_name ?? client.displayName;
    client.updated = call.world.now();
    call.world.tapisV3.clients.touch(client.id);
  });
}

function deleteClient(call: Call): Response {
  return withClient(call, "Client status updated to inactive successfully", (client) => {
    client.active = false;
    call.world.tapisV3.clients.touch(client.id);
  });
}
