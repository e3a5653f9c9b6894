import type { Sandbox } from "../../src/sandbox/mod.ts";
import { type Reply, send } from "./_sandbox.ts";

/** A sandbox as far as calls go. */
export type Address = Pick<Sandbox, "url" | "tokens" | "collections">;

/** Says what is wrong with what an acknowledged operation left; "" where it is all there. */
export type Check = (at: Address) => Promise<string>;

/** Does something that changes the sandbox; rejects where it was not acknowledged. */
export type Operation = (at: Address, index: number) => Promise<Check>;

interface Ask {
  readonly method?: string;
  readonly token?: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly basic?: readonly [string, string];
}

async function ask(at: Address, path: string, options: Ask = {}): Promise<Reply> {
  const { method, token, json, form, basic } = options;
  const authorization = basic === undefined
    ? `Bearer ${token ?? at.tokens.globusTransfer}`
    : `Basic ${btoa(basic.join(":"))}`;
  return await send(at.url + path, {
    method: method ?? (json === undefined && form === undefined ? "GET" : "POST"),
    headers: {
      authorization,
      ...(json === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  });
}

/** Like {@linkcode ask}; rejects what is no success. */
async function done(at: Address, path: string, options: Ask = {}): Promise<Reply> {
  const reply = await ask(at, path, options);
  if (reply.status < 400) return reply;
  throw new Error(`${options.method ?? ""} ${path}: ${reply.status} ${reply.text}`);
}

/** Checks that a path gives a document with these members. */
function gives(path: string, members: Readonly<Record<string, unknown>>, options: Ask = {}): Check {
  return async (at) => {
    const { status, body } = await ask(at, path, options);
    const wrong = Object.entries(members).find(([name, value]) => body?.[name] !== value);
    return status === 200 && wrong === undefined ? "" : `${path}: ${status} lacks ${wrong}`;
  };
}

/** Checks the status with which a path answers. */
function answers(path: string, status: number, options: Ask = {}): Check {
  return async (at) => {
    const reply = await ask(at, path, options);
    return reply.status === status ? "" : `${path}: ${reply.status} ${reply.text}`;
  };
}

/** The id of "lab", or of "archive". */
function idOf(at: Address, name: string): string {
  return at.collections.find((collection) => collection.name === name)?.id ?? "";
}

async function makeBookmark(at: Address, index: number): Promise<Check> {
  const name = `bookmark ${index}`;
  const json = { DATA_TYPE: "bookmark", name, path: "/runs/", endpoint_id: idOf(at, "lab") };
  const { body } = await done(at, "/v0.10/bookmark", { json });
  return gives(`/v0.10/bookmark/${body.id}`, { name, path: "/runs/" });
}

async function dropBookmark(at: Address, index: number): Promise<Check> {
  const json = { DATA_TYPE: "bookmark", name: `gone ${index}`, path: "/", endpoint_id: "x" };
  const { body } = await done(at, "/v0.10/bookmark", { json });
  await done(at, `/v0.10/bookmark/${body.id}`, { method: "DELETE" });
  return answers(`/v0.10/bookmark/${body.id}`, 404);
}

async function makeFolder(at: Address, index: number): Promise<Check> {
  const base = `/v0.10/operation/endpoint/${idOf(at, "archive")}`;
  await done(at, `${base}/mkdir`, { json: { DATA_TYPE: "mkdir", path: `/folder-${index}` } });
  return answers(`${base}/ls?path=/folder-${index}`, 200);
}

async function makeEndpoint(at: Address, index: number): Promise<Check> {
  const DATA = [{ DATA_TYPE: "server", hostname: `node-${index}.example.org` }];
  const json = { DATA_TYPE: "endpoint", display_name: `site ${index}`, DATA };
  const { body } = await done(at, "/v0.10/endpoint", { json });
  const path = `/v0.10/endpoint/${body.id}`;
  await done(at, path, { method: "PUT", json: { department: `department ${index}` } });
  return gives(path, { display_name: `site ${index}`, department: `department ${index}` });
}

async function dropEndpoint(at: Address, index: number): Promise<Check> {
  const json = { DATA_TYPE: "endpoint", display_name: `short-lived ${index}` };
  const { body } = await done(at, "/v0.10/endpoint", { json });
  await done(at, `/v0.10/endpoint/${body.id}`, { method: "DELETE" });
  return async (later) => {
    const reply = await ask(later, `/v0.10/endpoint/${body.id}`);
    return reply.body?.code === "EndpointDeleted" ? "" : `endpoint ${body.id}: ${reply.text}`;
  };
}

async function makeGuest(at: Address, index: number): Promise<Check> {
  const { body } = await done(at, "/v0.10/shared_endpoint", {
    json: {
      DATA_TYPE: "shared_endpoint",
      display_name: `guest ${index}`,
      host_endpoint: idOf(at, "lab"),
      host_path: "/runs/",
    },
  });
  const path = `/v0.10/endpoint/${body.id}/access`;
  const rule = await done(at, path, {
    json: {
      DATA_TYPE: "access",
      principal_type: "identity",
      principal: at.tokens.globusColleague.id,
      path: "/",
      permissions: "r",
    },
  });
  const asColleague = { token: at.tokens.globusColleague.globusTransfer };
  const checks = [
    gives(`${path}/${rule.body.access_id}`, { permissions: "r", path: "/" }),
    answers(`/v0.10/operation/endpoint/${body.id}/ls`, 200, asColleague),
  ];
  return async (later) => (await Promise.all(checks.map((check) => check(later)))).join("");
}

async function giveRole(at: Address, index: number): Promise<Check> {
  const made = await done(at, "/v0.10/endpoint", {
    json: { DATA_TYPE: "endpoint", display_name: `managed ${index}` },
  });
  const endpoint = `/v0.10/endpoint/${made.body.id}`;
  await done(at, `${endpoint}/subscription`, {
    method: "PUT",
    json: { subscription_id: "DEFAULT" },
  });
  const path = `${endpoint}/role`;
  const principal = at.tokens.globusColleague.id;
  const { body } = await done(at, path, {
    json: { DATA_TYPE: "role", principal_type: "identity", principal, role: "activity_manager" },
  });
  return gives(`${path}/${body.id}`, { principal, role: "activity_manager" });
}

async function makePauseRule(at: Address, index: number): Promise<Check> {
  const path = "/v0.10/endpoint_manager/pause_rule";
  const { body } = await done(at, path, {
    json: {
      DATA_TYPE: "pause_rule",
      endpoint_id: idOf(at, "lab"),
      identity_id: at.tokens.globusColleague.id,
      message: `pause ${index}`,
      // The guest collections are asked as the colleague.
      pause_ls: false,
    },
  });
  return gives(`${path}/${body.id}`, {
    message: `pause ${index}`,
    pause_ls: false,
    pause_mkdir: true,
  });
}

async function submitTransfer(at: Address, index: number): Promise<Check> {
  const { body: { value } } = await done(at, "/v0.10/submission_id");
  const json = {
    DATA_TYPE: "transfer",
    submission_id: value,
    label: `transfer ${index}`,
    source_endpoint: idOf(at, "lab"),
    destination_endpoint: idOf(at, "archive"),
    DATA: [{
      DATA_TYPE: "transfer_item",
      source_path: "/cells.csv",
      destination_path: `/copies/${index}.csv`,
    }],
  };
  const { body } = await done(at, "/v0.10/transfer", { json });
  return async (later) => {
    const again = await ask(later, "/v0.10/transfer", { json });
    const isSame = again.body?.code === "Duplicate" && again.body.task_id === body.task_id;
    return isSame
      ? await gives(`/v0.10/task/${body.task_id}`, { label: `transfer ${index}` })(later)
      : `submission ${value}: ${again.text}`;
  };
}

function clientOf(at: Address): readonly [string, string] {
  return [at.tokens.globusClient.id, at.tokens.globusClient.secret];
}

async function buyGlobusToken(at: Address): Promise<string> {
  const { body } = await done(at, "/v2/oauth2/token", {
    basic: clientOf(at),
    form: {
      grant_type: "client_credentials",
      scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
    },
  });
  return body.access_token;
}

function isActive(at: Address, token: string, active: boolean): Check {
  const options = { basic: clientOf(at), form: { token } };
  return gives("/v2/oauth2/token/validate", { active }, options);
}

async function issueGlobusToken(at: Address): Promise<Check> {
  const token = await buyGlobusToken(at);
  return isActive(at, token, true);
}

async function revokeGlobusToken(at: Address): Promise<Check> {
  const token = await buyGlobusToken(at);
  await done(at, "/v2/oauth2/token/revoke", { basic: clientOf(at), form: { token } });
  return isActive(at, token, false);
}

function person(at: Address): readonly [string, string] {
  return [at.tokens.tapis.username, at.tokens.tapis.password];
}

async function makeTapisClient(at: Address, index: number): Promise<Check> {
  const clientName = `client-${index}`;
  const basic = person(at);
  const { body } = await done(at, "/clients/v2", { basic, form: { clientName } });
  const path = `/clients/v2/${clientName}`;
  await done(at, `${path}/subscriptions`, { basic, method: "DELETE" });
  return async (later) => {
    const [client, list] = [
      await ask(later, path, { basic }),
      await ask(later, `${path}/subscriptions`, { basic }),
    ];
    const isThere = client.body?.result?.consumerKey === body.result.consumerKey;
    return isThere && list.body?.result?.length === 0 ? "" : `${path}: ${client.text} ${list.text}`;
  };
}

/** A refresh token of Tapis v2 is good for one use; the one that it brought is good afterwards. */
async function spendTapisToken(at: Address): Promise<Check> {
  const basic = [at.tokens.tapis.apiKey, at.tokens.tapis.apiSecret] as const;
  const [username, password] = person(at);
  const bought = await done(at, "/token", {
    basic,
    form: { grant_type: "password", username, password },
  });
  const form = { grant_type: "refresh_token", refresh_token: bought.body.refresh_token };
  const { body } = await done(at, "/token", { basic, form });
  const checks = [
    answers("/token", 400, { basic, form }),
    answers("/profiles/v2/me", 401, { token: bought.body.access_token }),
    answers("/profiles/v2/me", 200, { token: body.access_token }),
  ];
  return async (later) => (await Promise.all(checks.map((check) => check(later)))).join("");
}

async function buyV3Token(at: Address): Promise<string> {
  const [username, password] = person(at);
  const json = { grant_type: "password", username, password };
  const { body } = await done(at, "/v3/oauth2/tokens", {
    basic: [at.tokens.tapis.clientName, at.tokens.tapis.apiSecret],
    json,
  });
  return body.result.access_token.access_token;
}

function v3Answers(token: string, status: number): Check {
  return async (at) => {
    const headers = { "x-tapis-token": token };
    const reply = await send(`${at.url}/v3/oauth2/userinfo`, { headers });
    return reply.status === status ? "" : `v3 userinfo: ${reply.status} ${reply.text}`;
  };
}

async function issueV3Token(at: Address): Promise<Check> {
  return v3Answers(await buyV3Token(at), 200);
}

async function revokeV3Token(at: Address): Promise<Check> {
  const token = await buyV3Token(at);
  await done(at, "/v3/oauth2/tokens/revoke", { json: { token } });
  return async (later) => (await v3Answers(token, 200)(later)) === "" ? "it is good again" : "";
}

async function makeV3Client(at: Address, index: number): Promise<Check> {
  const headers = { "x-tapis-token": await buyV3Token(at), "content-type": "application/json" };
  const url = (base: string) => `${base}/v3/oauth2/clients`;
  const reply = await send(url(at.url), {
    method: "POST",
    headers,
    body: JSON.stringify({ client_id: `v3-${index}` }),
  });
  if (reply.status >= 400) throw new Error(reply.text);
  const change = JSON.stringify({ display_name: `named ${index}` });
  const init = { method: "PUT", headers, body: change };
  const changed = await send(`${url(at.url)}/v3-${index}`, init);
  if (changed.status >= 400) throw new Error(changed.text);
  return async (later) => {
    const { body, text } = await send(`${url(later.url)}/v3-${index}`, { headers });
    return body?.result?.display_name === `named ${index}` ? "" : `v3 client ${index}: ${text}`;
  };
}

async function makeCaveToken(at: Address, index: number): Promise<Check> {
  const token = at.tokens.cave;
  const { body } = await done(at, "/auth/api/v1/user/token", {
    token,
    json: { description: `token ${index}` },
  });
  return answers("/auth/api/v1/user/me", 200, { token: body });
}

async function storeCaveState(at: Address, index: number): Promise<Check> {
  const options = { token: at.tokens.cave, json: { layers: [], index } };
  const { body } = await done(at, "/nglstate/api/v1/post", options);
  return gives(body.slice(at.url.length), { index }, { token: at.tokens.cave });
}

async function storeCaveProperty(at: Address, index: number): Promise<Check> {
  const options = { token: at.tokens.cave, json: { inline: index } };
  const { body } = await done(at, "/nglstate/api/v1/property/post", options);
  return gives(`${body.slice(at.url.length)}/info`, { inline: index }, { token: at.tokens.cave });
}

/** One of each kind. */
export const operations: readonly Operation[] = [
  makeBookmark,
  submitTransfer,
  makeFolder,
  issueGlobusToken,
  dropBookmark,
  makeTapisClient,
  makeEndpoint,
  storeCaveState,
  spendTapisToken,
  makeGuest,
  revokeGlobusToken,
  issueV3Token,
  giveRole,
  makeCaveToken,
  makePauseRule,
  storeCaveProperty,
  revokeV3Token,
  dropEndpoint,
  makeV3Client,
];
