import { isApiError } from "../../../src/http/reply/errors.ts";
import { accessTokenAuthorizer } from "../../../src/http/access_token_authorizer.ts";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { v2 } from "../../../src/tapis/mod.ts";
import type { Call } from "../comparison/_python.ts";
import type { Row } from "../comparison/_same_requests.ts";

type Fields = Readonly<Record<string, unknown>>;

/** keyferry's side of the calls: what one gives and a later one needs. */
interface Side {
  readonly login: { readonly username: string; readonly password: string };
  readonly oauthClient: v2.OAuthClient;
  readonly tenants: { readonly tenantsUrl: string; readonly fetch: typeof globalThis.fetch };
  readonly tapis: v2.TapisClient;
  tokens: v2.TokenDocument;
  made: v2.NewClient | undefined;
  as(): v2.TapisClient;
}

function sideOf({ url, tokens: { tapis } }: Sandbox, fetch: typeof globalThis.fetch): Side {
  const { username, password, apiKey, apiSecret } = tapis;
  return {
    login: { username, password },
    oauthClient: { apiKey, apiSecret },
    tenants: { tenantsUrl: `${url}/tenants`, fetch },
    tapis: v2.tapisClient({ baseUrl: url, fetch }),
    tokens: { access_token: "", refresh_token: "", expires_in: 0, token_type: "bearer" },
    made: undefined,
    as() {
      const authorizer = accessTokenAuthorizer(this.tokens.access_token);
      return v2.tapisClient({ baseUrl: url, authorizer, fetch });
    },
  };
}

/** Getting tokens, as both releases do it. */
function loginRows({ url, tokens: { tapis } }: Sandbox, side: Side): Row[] {
  const { login, oauthClient } = side;
  const { username } = login;
  const session = {
    api_server: url,
    tenant_id: tapis.tenantId,
    username,
    password: tapis.password,
    api_key: tapis.apiKey,
    api_secret: tapis.apiSecret,
    client_name: tapis.clientName,
  };
  const buy = async (more: { tokenUsername?: string } = {}): Promise<boolean> => {
    const { username, password } = login;
    side.tokens = await side.tapis.createToken(username, password, { oauthClient, ...more });
    return true;
  };
  return [
    row("Agave()", ["session", { ...session, token_username: username }], () => {
      return buy({ tokenUsername: username });
    }),
    row("Agave()", ["session", session], () => buy()),
    row("renewal", ["refresh"], () => renew(side)),
  ];
}

/** The operations of the services, which both releases have alike. */
function serviceRows({ url, tokens: { tapis } }: Sandbox, side: Side): Row[] {
  const { login } = side;
  const { username } = login;
  const named = { clientName: "by-swagger" };
  const profile = { username, full_name: "Sandy Ferry", email: "ferry@sandbox.example.org" };
  const planted = { name: tapis.clientName, consumerKey: tapis.apiKey, description: "Planted" };
  return [
    { ...operation("profiles.get", {}, () => side.as().profilesGet()), expected: profile },
    {
      ...operation("profiles.list", {}, async () => {
        return (await side.as().profilesSearch().collect()).items;
      }),
      expected: [profile],
    },
    {
      name: "profiles.listByUsername",
      theirs: operated("profiles.listByUsername", { username }),
      expected: profile,
    },
    {
      ...operation("clients.list", {}, () => side.tapis.clientsList(login)),
      expected: [{ name: "DefaultApplication" }, planted],
    },
    {
      expected: { ...planted, _links: { self: { href: `${url}/clients/v2/${planted.name}` } } },
      theirExpected: [
        ...["description", "name", "consumerKey", "tier", "callbackUrl", "_links"].map((field) => {
          return Object.fromEntries([...field].map((letter) => [letter, field]));
        }),
      ],
      ...operation("clients.getClientByName", { clientName: tapis.clientName }, () => {
        return side.tapis.clientsGet(tapis.clientName, login);
      }),
      answersDiffer: "AgavePy takes the one client for a list, and its keys for clients",
    },
    {
      ...operation(
        "clients.create",
        { body: { ...named, description: "é" } },
        () => side.tapis.clientsCreate(named.clientName, { ...login, description: "é" }),
      ),
      answersDiffer: "AgavePy gives the document, keyferry the name, the key and the secret",
    },
    done("clients.deleteSubscriptionsForClient", named, () => {
      return side.tapis.clientsUnsubscribeAll(named.clientName, login);
    }),
    done("clients.addSubscriptionForClient", {
      ...named,
      body: { apiName: "Files", apiVersion: "v2", apiProvider: "admin" },
    }, () => side.tapis.clientsSubscribe("Files", "v2", "admin", { ...login, ...named })),
    {
      ...operation("clients.listSubscriptionsForClient", named, () => {
        return side.tapis.clientsSubscriptions({ ...login, ...named });
      }),
      expected: [{ apiName: "Files", apiVersion: "v2", apiProvider: "admin" }],
    },
    done("clients.delete", named, () => side.tapis.clientsDelete(named.clientName, login)),
    {
      name: "clients.getClientByName",
      theirs: ["refused", { name: "clients.getClientByName", options: named }],
      ours: () => statusOf(side.tapis.clientsGet(named.clientName, login)),
      expected: 404,
    },
  ];
}

/** The calls of AgavePy 0.9, whose session asks a person for the password. */
export function rowsOf09(
  theirs: Sandbox,
  ours: Sandbox,
  fetch = globalThis.fetch,
): readonly Row[] {
  const side = sideOf(ours, fetch);
  const { login, oauthClient, tapis } = side;
  const tenantsurl = `${theirs.url}/tenants`;
  const clientName = "by-hand";
  const subscription = ["PublicKeys", "v2", "admin"] as const;
  const tenants = {
    sandbox: { id: "sandbox", url: ours.url },
    "sandbox.slash": { id: "sandbox.slash", url: `${ours.url}/` },
  };
  return [
    ...loginRows(theirs, side),
    ...serviceRows(ours, side),
    {
      ...row("tenants.tenant_list", ["tenant", { name: "tenant_list", args: [tenantsurl] }], () => {
        return tenantsOf(side);
      }),
      expected: tenants,
    },
    {
      ...method("list_tenants", { tenantsurl }, () => tenantsOf(side)),
      expected: tenants,
    },
    {
      expected: { tenantId: "sandbox", apiServer: ours.url },
      theirExpected: [],
      ...method("init", { tenantsurl }, () => v2.init({ ...side.tenants, tenantId: "sandbox" }), {
        api_server: null,
      }),
      answersDiffer: "AgavePy sets attributes",
    },
    {
      name: "Agave()",
      theirs: ["attributes", { names: ["tenant_id", "api_server"] }],
      expected: ["sandbox", ours.url],
    },
    {
      ...method("clients_create", { client_name: clientName, description: "é" }, async () => {
        side.made = await tapis.clientsCreate(clientName, { ...login, description: "é" });
        return side.made;
      }),
      answersDiffer: "AgavePy sets attributes",
    },
    {
      name: "Agave()",
      theirs: ["attributes", { names: ["api_key", "api_secret", "client_name"] }],
      ours: () => Promise.resolve(Object.values(side.made?.reveal() ?? {})),
    },
    {
      ...method("clients_list", {}, async () => {
        const clients = await tapis.clientsList(login);
        return clientTable(clients.map(({ name, description }) => [name, description ?? ""]));
      }),
      expected: clientTable([
        ["DefaultApplication", ""],
        [ours.tokens.tapis.clientName, "Planted"],
        [clientName, "é"],
      ]),
    },
    done09("clients_subscribe", subscription, () => {
      return tapis.clientsSubscribe(...subscription, { ...login, clientName });
    }),
    {
      ...method("clients_subscribtions", {}, async () => {
        const list = await tapis.clientsSubscriptions({ ...login, clientName });
        return subscriptionTable(
          list.map(({ apiName, apiVersion, apiProvider }) => [apiName, apiVersion, apiProvider]),
        );
      }),
      expected: subscriptionTable([
        ...basicApis.map((name) => [name, "v2", "admin"] as const),
        subscription,
      ]),
    },
    done09("get_access_token", [], async () => {
      const { apiKey, apiSecret } = side.made ?? oauthClient;
      const made = { apiKey, apiSecret };
      side.tokens = await tapis.createToken(login.username, login.password, { oauthClient: made });
    }),
    {
      ...method("refresh_tokens", {}, () => renew(side, side.made), { created_at: "0" }),
      answersDiffer: "AgavePy prints that it renews",
    },
    done09("clients_delete", [], () => tapis.clientsDelete(clientName, login)),
  ];
}

/** The calls of AgavePy 1.0. */
export function rowsOf10(
  theirs: Sandbox,
  ours: Sandbox,
  fetch = globalThis.fetch,
): readonly Row[] {
  const side = sideOf(ours, fetch);
  const { login, tapis } = side;
  const url = `${theirs.url}/tenants`;
  const made = { client_name: "by-hand", description: "é" };
  const server = `${theirs.url}/`;
  return [
    ...loginRows(theirs, side),
    { ...method("refresh", {}, () => renew(side)), told: () => "done" },
    method("tokens", {}, () => {
      const { access_token, refresh_token } = side.tokens;
      return Promise.resolve({ access_token, refresh_token });
    }),
    ...serviceRows(ours, side),
    {
      ...row("tenants.list_tenants", ["tenant", { name: "list_tenants", args: [url] }], () => {
        return v2.listTenants(side.tenants);
      }),
      expected: [
        { code: "sandbox", baseUrl: ours.url },
        { code: "sandbox.slash", baseUrl: `${ours.url}/` },
      ],
    },
    {
      ...row(
        "tenants.api_server_by_id",
        ["tenant", { name: "api_server_by_id", args: ["SANDBOX.slash", url] }],
        () => v2.apiServerById("SANDBOX.slash", side.tenants),
      ),
      // AgavePy leaves the slash at the address's end, in which the two tenants' differ.
      told: (address) => String(address).replace(/\/$/, ""),
      expected: ours.url,
    },
    {
      ...row(
        "tenants.id_by_api_server",
        ["tenant", { name: "id_by_api_server", args: [server, url] }],
        () => v2.idByApiServer(`${ours.url}/`, side.tenants),
      ),
      expected: "sandbox",
      theirExpected: "sandbox.slash",
      answersDiffer: "AgavePy minds the slash at the address's end",
    },
    method("clients_create", made, async () => {
      side.made = await tapis.clientsCreate(made.client_name, { ...login, description: "é" });
      return side.made.reveal();
    }),
  ];
}

async function renew(side: Side, made?: v2.OAuthClient): Promise<boolean> {
  const { apiKey, apiSecret } = made ?? side.oauthClient;
  const { refresh_token } = side.tokens;
  side.tokens = await side.tapis.refreshToken({ apiKey, apiSecret }, refresh_token);
  return true;
}

async function tenantsOf({ tenants }: Side): Promise<unknown> {
  const list = await v2.listTenants(tenants);
  return Object.fromEntries(
    list.map(({ code, name, baseUrl }) => [code, { id: code, name, url: baseUrl }]),
  );
}

/** The services that every new client is subscribed to. */
const basicApis = [
  ...["Apps", "Files", "Jobs", "Meta", "Monitors"],
  ...["Notifications", "Postits", "Profiles", "Systems", "Transforms"],
];

/** How 0.9 prints clients. */
function clientTable(clients: readonly (readonly [name: string, about: string])[]): string[] {
  return [["NAME", "DESCRIPTION"] as const, ...clients].map(([name, about]) => {
    return `${name.padEnd(30)} ${about.padEnd(80)}`;
  });
}

/** How 0.9 prints subscriptions. */
function subscriptionTable(
  subscriptions: readonly (readonly [name: string, version: string, provider: string])[],
): string[] {
  const head = ["NAME", "VERSION", "PROVIDER"] as const;
  return [head, ...subscriptions].map(([name, version, provider]) => {
    return `${name.padEnd(16)} ${centred(version, 8)} ${provider.padEnd(20)}`;
  });
}

/** As Python centres: of an odd number of spaces one more goes to the right. */
function centred(text: string, width: number): string {
  return text.padStart(text.length + Math.floor((width - text.length) / 2)).padEnd(width);
}

function statusOf(call: Promise<unknown>): Promise<unknown> {
  return call.catch((error: unknown) => {
    if (isApiError(error)) return error.status;
    throw error;
  });
}

function row(name: string, theirs: Call, ours: () => Promise<unknown>): Row {
  return { name, theirs, ours };
}

/** A method of the session, after some of its attributes were set. */
function method(
  name: string,
  options: Fields,
  ours: () => Promise<unknown>,
  attributes: Fields = {},
): Row {
  return row(`Agave.${name}`, ["method", { name, options, attributes }], ours);
}

/** A method of 0.9's session that gives nothing. */
function done09(name: string, args: readonly unknown[], ours: () => Promise<void>): Row {
  return { ...row(`Agave.${name}`, ["method", { name, args }], ours), told: () => "done" };
}

function operated(name: string, options: Fields): Call {
  return ["operation", { name, options }];
}

/** An operation of a service. */
function operation(name: string, options: Fields, ours: () => Promise<unknown>): Row {
  return row(name, operated(name, options), ours);
}

/** An operation whose answer is that it was done: keyferry gives nothing then. */
function done(name: string, options: Fields, ours: () => Promise<unknown>): Row {
  return { ...operation(name, options, ours), told: () => "done" };
}
