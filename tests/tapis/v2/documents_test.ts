/** The sessions that AgavePy's two documents show, step by step, with a person at the prompt. */

import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { sandboxSurroundings } from "../../../src/credentials/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { v2 } from "../../../src/tapis/mod.ts";

/** A person who is asked for a password, and counts how often. */
interface Prompt {
  readonly asked: () => number;
  readonly password: () => string;
}

function promptOf({ tokens: { tapis } }: Sandbox): Prompt {
  let asked = 0;
  return {
    asked: () => asked,
    password: () => {
      asked++;
      return tapis.password;
    },
  };
}

Deno.test("the session of agavepy-authentication.txt runs", async () => {
  await using sandbox = await startSandbox();
  const here = await sandboxSurroundings(sandbox.home);
  const { username } = sandbox.tokens.tapis;
  const { asked, password } = promptOf(sandbox);

  // Create a client.
  const visitor = await v2.client({ ...here, apiServer: sandbox.url, username, password });
  assertEquals(visitor.capabilities.mode, "Client-Manager");
  assertEquals(visitor.capabilities.canManageClients, true);
  const made = await visitor.clientsCreate();
  assertMatch(made.clientName, /^[A-Za-z0-9._-]{1,64}$/);
  assertEquals(asked(), 1);

  // Generate an access token: the key and secret that were issued sign the request.
  const { apiKey, apiSecret, clientName } = made;
  const parts = { apiServer: sandbox.url, tenantId: "sandbox", username, password, clientName };
  const ag = await v2.client({ ...here, ...parts, apiKey, apiSecret });
  assertEquals((await ag.profilesGet()).username, username);
  assertEquals(asked(), 2);
  const first = ag.tokens().reveal();

  // Refresh.
  const refreshed = (await ag.refresh()).reveal();
  const second = ag.tokens().reveal();
  assertEquals(second.access_token, refreshed);
  assertNotEquals([second.access_token, second.refresh_token], [
    first.access_token,
    first.refresh_token,
  ]);
  assertEquals(asked(), 2);

  // Local credential cache: it holds what the server issued, and no password.
  for (const name of ["current", "config.json"]) {
    const text = await Deno.readTextFile(`${sandbox.home}/.agave/${name}`);
    for (const part of [apiKey, apiSecret.reveal(), second.access_token, second.refresh_token]) {
      assert(text.includes(String(part)), name);
    }
    assert(!text.includes(sandbox.tokens.tapis.password));
  }
  const restored = await v2.restore(here);
  assertEquals(restored.session.clientName, clientName);
  assertEquals(restored.tokens().reveal().refresh_token, second.refresh_token);
  assertEquals((await restored.profilesGet()).username, username);

  // Access-only client.
  const token = second.access_token;
  const only = await v2.client({ ...here, apiServer: sandbox.url, token });
  assertEquals([only.capabilities.mode, only.capabilities.canRefresh], ["Access-Only", false]);
  assertEquals((await only.profilesGet()).username, username);
  assertEquals((await only.refresh()).reveal(), token);

  const grants = sandbox.requests.filter(({ path }) => path === "/token");
  assertEquals(grants.map(({ status }) => status), [200, 200]);
});

Deno.test("the session of agavepy-oauth-clients.txt runs", async () => {
  await using sandbox = await startSandbox();
  const here = await sandboxSurroundings(sandbox.home);
  const { username } = sandbox.tokens.tapis;
  const { asked, password } = promptOf(sandbox);

  // Initiating a session.
  const shown: string[] = [];
  const { apiServer, tenantId } = await v2.init({
    tenantsUrl: sandbox.env.TAPIS_TENANTS_URL ?? "",
    choose: (tenants) => {
      shown.push(...tenants.map(({ code }) => code));
      return "sandbox";
    },
  });
  assert(shown.includes("sandbox"));
  assertEquals([apiServer, tenantId], [sandbox.url, "sandbox"]);

  // Creating a client, and listing all.
  const ag = await v2.client({ ...here, apiServer, tenantId: "sandbox", username, password });
  const description = "my client's description";
  const { apiKey, apiSecret } = await ag.clientsCreate("my_super_cool_client", { description });
  const list = await ag.clientsList();
  const own = list.find(({ name }) => name === "my_super_cool_client");
  assertEquals([own?.description, own?.consumerKey], [description, apiKey]);
  assertEquals(JSON.stringify(list).includes(apiSecret.reveal()), false);

  // Subscribing to an API, and listing the subscriptions.
  const clientName = "my_super_cool_client";
  const session = await v2.client({ ...here, apiServer, username, password, clientName });
  await session.clientsSubscribe("PublicKeys", "v2", "admin", { clientName });
  const names = (await session.clientsSubscriptions()).map(({ apiName }) => apiName);
  assertEquals(names.at(-1), "PublicKeys");
  assertEquals(names.slice(0, 3), ["Apps", "Files", "Jobs"]);

  // Deleting a client: the one of the session where none is named. Its key is refused from then on.
  const oauthClient = { apiKey, apiSecret };
  await ag.createToken(username, password(), { oauthClient });
  await session.clientsDelete();
  await assertRejects(
    () => ag.createToken(username, password(), { oauthClient }),
    ApiError,
    "make a client with clientsCreate()",
  );
  // Once for every call: nobody keeps it.
  assertEquals(asked(), 7);
});

Deno.test("an administrator gets the tokens of another person", async () => {
  await using sandbox = await startSandbox();
  const { username, password, apiKey, apiSecret } = sandbox.tokens.tapis;
  const parts = { apiServer: sandbox.url, username, password, apiKey, apiSecret, cache: false };
  const tapis = await v2.client({ ...parts, tokenUsername: username, env: {} });
  await tapis.profilesGet();
  const [grant] = sandbox.requests.filter(({ path }) => path === "/token");
  assertEquals(
    grant?.body,
    `grant_type=admin_password&username=${username}&password=${password}&scope=PRODUCTION` +
      `&token_username=${username}`,
  );
  const other = await v2.client({ ...parts, tokenUsername: "nobody", env: {} });
  await assertRejects(() => other.profilesGet(), ApiError, "nobody");
});

Deno.test("client() without a cache renews in memory, and writes nothing", async () => {
  await using sandbox = await startSandbox();
  const { username, apiKey, apiSecret, refreshToken } = sandbox.tokens.tapis;
  const told: string[] = [];
  const tapis = await v2.client({
    apiServer: `${sandbox.url}/`,
    apiKey,
    apiSecret,
    refreshToken,
    cache: false,
    env: {},
    onRefresh: (tokens) => void told.push(tokens.accessToken.reveal()),
  });
  assertEquals(tapis.capabilities.mode, "Token-Refresh");
  await tapis.refresh();
  await tapis.refresh();
  assertEquals((await tapis.profilesGet()).username, username);
  assertEquals(told.length, 2);
  const names = (await Array.fromAsync(Deno.readDir(sandbox.home))).map(({ name }) => name);
  assertEquals(names.sort(), [".keyferry-sandbox.json", ".keyferry-sandbox.lock"]);
});

Deno.test("client() keeps nothing of a sandbox in another home", async () => {
  await using sandbox = await startSandbox();
  const folder = await Deno.makeTempDir({ prefix: "keyferry-test-" });
  try {
    const { username, password, apiKey, apiSecret } = sandbox.tokens.tapis;
    const parts = { apiServer: sandbox.url, username, password, apiKey, apiSecret };
    const tapis = await v2.client({ ...parts, env: {}, home: folder });
    assertEquals((await tapis.profilesGet()).username, username);
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
