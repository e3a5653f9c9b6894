import {
  authorizationOf,
  BadBody,
  type Call,
  formFields,
  jsonObject,
  param,
} from "../server/call.ts";
import { makeSandboxToken } from "../../credentials/secret/sandbox_token.ts";
import { get, type Handler, post, type Route } from "../server/router.ts";
import type { TapisSandboxTokens } from "../sandbox.ts";
import type { World } from "../world.ts";
import { tapisClient } from "./own_client.ts";
import { failure, success } from "./envelope.ts";

/** An API that a client may call. */
interface Subscription {
  readonly apiName: string;
  readonly apiVersion: string;
  readonly apiProvider: string;
}

/** An OAuth client. */
export interface RegisteredClient {
  readonly name: string;
  readonly description: string | null;
  readonly key: string;
  readonly secret: string;
  subscriptions: Subscription[];
}

const apiNames = [
  "Apps",
  "Files",
  "Jobs",
  "Meta",
  "Monitors",
  "Notifications",
  "Postits",
  "Profiles",
  "Systems",
  "Transforms",
];

function coreApis(): Subscription[] {
  return apiNames.map((apiName) => ({ apiName, apiVersion: "v2", apiProvider: "admin" }));
}

/** The OAuth clients at the start, by name. */
export function firstClients(
  { apiKey, apiSecret }: TapisSandboxTokens,
): [string, RegisteredClient][] {
  const clients = [
    // The gateway makes one for everybody; its key is not known to them.
    { name: "DefaultApplication", description: null, key: crypto.randomUUID(), secret: "" },
    { name: tapisClient.clientName, description: "Planted", key: apiKey, secret: apiSecret },
  ];
  return clients.map((client) => [client.name, { ...client, subscriptions: coreApis() }]);
}

/** Whether an OAuth client has this key and secret. */
export function isClient(world: World, key: string, secret: string): boolean {
  return [...world.tapisClients.values()].some((client) => {
    return client.secret !== "" && client.key === key && client.secret === secret;
  });
}

/** OAuth clients, for people who show their name and password. */
export function clientRoutes(): Route[] {
  // The real service takes both; agavepy's two ways of calling it differ in the slash.
  return ["/clients/v2", "/clients/v2/"].flatMap((base) => [
    get(base, guarded(listClients), { open: true }),
    post(base, guarded(createClient), { open: true }),
  ]).concat([
    get("/clients/v2/{name}", guarded(getClient), { open: true }),
    del("/clients/v2/{name}", guarded(deleteClient)),
    get("/clients/v2/{name}/subscriptions", guarded(listSubscriptions), { open: true }),
    post("/clients/v2/{name}/subscriptions", guarded(subscribe), { open: true }),
    del("/clients/v2/{name}/subscriptions", guarded(unsubscribe)),
  ]);
}

function del(pattern: string, handler: Handler): Route {
  return { ...get(pattern, handler, { open: true }), method: "DELETE" };
}

/** Name and password are asked for here: the service's own rule is a token. */
function guarded(handler: Handler): Handler {
  return async (call) => {
    const given = authorizationOf(call.request);
    const { username, password } = call.world.first.tapis;
    const isPerson = given?.scheme === "basic" &&
      decoded(given.value) === `${username}:${password}`;
    return isPerson
      ? await handler(call)
      : failure(401, "Login failed.Please recheck the username and password and try again.");
  };
}

function decoded(base64: string): string | undefined {
  try {
    return atob(base64);
  } catch {
    return undefined;
  }
}

function document(call: Call, client: RegisteredClient): Record<string, unknown> {
  const { origin, first } = call.world;
  const self = `${origin}/clients/v2/${encodeURIComponent(client.name)}`;
  return {
    description: client.description,
    name: client.name,
    consumerKey: client.key,
    tier: "Unlimited",
    callbackUrl: "",
    _links: {
      subscriber: { href: `${origin}/profiles/v2/${first.tapis.username}` },
      self: { href: self },
      subscriptions: { href: `${self}/subscriptions/` },
    },
  };
}

function listClients(call: Call): Response {
  const clients = [...call.world.tapisClients.values()];
  return success(
    clients.map((client) => document(call, client)),
    "Clients retrieved successfully.",
  );
}

/** The fields of a body that is a form, as agavepy's own calls send it, or JSON, as its Swagger ones. */
async function fieldsOf(call: Call): Promise<ReadonlyMap<string, string>> {
  const type = call.request.headers.get("content-type") ?? "";
  const entries = type.startsWith("application/json")
    ? Object.entries(await jsonObject(call))
    : [...await formFields(call)];
  return new Map(entries.flatMap(([key, value]) => {
    return typeof value === "string" ? [[key, value]] : [];
  }));
}

async function createClient(call: Call): Promise<Response> {
  const fields = await fieldsOf(call);
  const name = fields.get("clientName") ?? fields.get("name") ?? "";
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) throw new BadBody("clientName is missing or no name");
  const clients = call.world.tapisClients;
  if (clients.has(name)) return failure(409, `An application named ${name} exists already`);
  const client: RegisteredClient = {
    name,
    description: fields.get("description") ?? null,
    key: await makeSandboxToken(call.world.origin),
    secret: await makeSandboxToken(call.world.origin),
    subscriptions: coreApis(),
  };
  clients.set(name, client);
  const result = { ...document(call, client), consumerSecret: client.secret };
  return success(result, "Client created successfully.", 201);
}

function withClient(call: Call, act: (client: RegisteredClient) => Response): Response {
  const name = param(call, "name");
  const client = call.world.tapisClients.get(name);
  return client === undefined ? failure(404, `Application not found: ${name}`) : act(client);
}

function getClient(call: Call): Response {
  return withClient(call, (client) => success(document(call, client)));
}

function deleteClient(call: Call): Response {
  return withClient(call, (client) => {
    call.world.tapisClients.delete(client.name);
    return success({}, "Client removed successfully.");
  });
}

function listSubscriptions(call: Call): Response {
  return withClient(call, ({ subscriptions }) => {
    return success(subscriptions.map((subscription) => ({
      ...subscription,
      apiContext: `/${subscription.apiName.toLowerCase()}/${subscription.apiVersion}`,
      apiStatus: "PUBLISHED",
      tier: "Unlimited",
      businessOwner: null,
      _links: {},
    })));
  });
}

async function subscribe(call: Call): Promise<Response> {
  const fields = await fieldsOf(call);
  const [apiName, apiVersion, apiProvider] = ["apiName", "apiVersion", "apiProvider"]
    .map((name) => fields.get(name) ?? "");
  if (!apiName || !apiVersion || !apiProvider) {
    throw new BadBody("apiName, apiVersion and apiProvider are needed");
  }
  return withClient(call, (client) => {
    const added = apiName === "*" ? coreApis() : [{ apiName, apiVersion, apiProvider }];
    const names = new Set(added.map((one) => one.apiName));
    client.subscriptions = [
      ...client.subscriptions.filter((one) => !names.has(one.apiName)),
      ...added,
    ];
    call.world.tapisClients.touch(client.name);
    return success(null, "Subscription added");
  });
}

function unsubscribe(call: Call): Response {
  return withClient(call, (client) => {
    client.subscriptions = [];
    call.world.tapisClients.touch(client.name);
    return success({}, "Subscriptions removed");
  });
}
