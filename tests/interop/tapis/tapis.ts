import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { resolve, sandboxSurroundings } from "../../../src/credentials/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import { plantCredentials, type Sandbox } from "../../../src/sandbox/mod.ts";
import { v2, v3 } from "../../../src/tapis/mod.ts";
import { assertAgree, type Fields } from "../comparison/_agree.ts";
import { type Program, programs, scenario, type Stage } from "../comparison/_scenario.ts";

const { agavepy09, agavepy10, tapipy } = programs;
const scripts = new Map<Program, string>([
  [agavepy09, "agavepy_0_9.py"],
  [agavepy10, "agavepy_1_0.py"],
]);

/** Has a release of AgavePy do something in the sandbox's home. */
async function agavepy(
  stage: Stage,
  sandbox: Sandbox,
  program: Program,
  verb: string,
  args: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const { home, env } = sandbox;
  const [said] = await stage.ask(program, scripts.get(program) ?? "", [[verb, args]], {
    home,
    env,
  });
  return said;
}

/** What a person gives AgavePy to log in to a sandbox. */
function loginOf({ url, tokens: { tapis } }: Sandbox): Record<string, unknown> {
  return {
    api_server: url,
    tenant_id: tapis.tenantId,
    username: tapis.username,
    password: tapis.password,
    api_key: tapis.apiKey,
    api_secret: tapis.apiSecret,
    client_name: tapis.clientName,
  };
}

async function restored(
  sandbox: Sandbox,
  search: v2.SessionSearch = {},
): Promise<v2.RestoredTapis> {
  return await v2.restore({ ...await sandboxSurroundings(sandbox.home), ...search });
}

/** What keyferry finds in the sandbox's home, under the names of the scripts. */
async function found(sandbox: Sandbox, search: v2.SessionSearch = {}): Promise<Fields> {
  const surroundings = await sandboxSurroundings(sandbox.home);
  const { value: { session } } = await resolve(v2.sessionChain({ ...surroundings, ...search }));
  const { baseUrl, tenantId, username, clientName, apiKey, apiSecret } = session;
  const { accessToken, refreshToken, expiresAt } = session;
  const known = { baseUrl, tenantId, username, clientName, apiKey, apiSecret };
  const seconds = expiresAt === undefined ? undefined : expiresAt / 1000;
  return { ...known, accessToken, refreshToken, expiresAt: seconds };
}

/** A session without its client's name, which 0.9 does not write into `current`. */
function nameless(session: unknown): Fields {
  const { clientName: _, ...others } = session as Fields;
  return others;
}

/** The tokens in a cache, as text. */
async function pair(sandbox: Sandbox): Promise<readonly [access: string, refresh: string]> {
  const { access_token, refresh_token } = (await restored(sandbox)).tokens().reveal();
  return [access_token, refresh_token ?? ""];
}

/** Renews the tokens with keyferry, has the new one open the tenant, and gives the session. */
async function renewByKeyferry(sandbox: Sandbox): Promise<Fields> {
  const before = await pair(sandbox);
  const tapis = await restored(sandbox);
  await tapis.refresh();
  assertEquals((await tapis.profilesGet()).username, sandbox.tokens.tapis.username);
  const { access_token, refresh_token } = tapis.tokens().reveal();
  const after = await pair(sandbox);
  assertEquals<unknown>(after, [access_token, refresh_token]);
  for (const [index, token] of after.entries()) assertNotEquals(token, before[index]);
  return await found(sandbox);
}

/** The statuses of the grants of one type that the sandbox was asked for. */
function grants(sandbox: Sandbox, type: string): number[] {
  return sandbox.requests
    .filter(({ path, body }) => {
      return path === "/token" && new URLSearchParams(body).get("grant_type") === type;
    })
    .map(({ status }) => status);
}

for (const program of [agavepy09, agavepy10]) {
  scenario([program], "restore() reads the cache that its login wrote", async (stage) => {
    await using sandbox = await stage.sandbox();
    const theirs = await agavepy(stage, sandbox, program, "login", loginOf(sandbox));
    const { clientName, tenantId, apiKey } = sandbox.tokens.tapis;
    assertAgree(await found(sandbox, { clientName }), theirs);
    assertAgree(nameless(await found(sandbox)), nameless(theirs));
    assertAgree(nameless(await found(sandbox, { tenantId })), nameless(theirs));
    assertAgree(nameless(await found(sandbox, { apiKey })), nameless(theirs));
    const tapis = await restored(sandbox);
    assertEquals(tapis.source, "~/.agave/current");
    assertEquals((await tapis.profilesGet()).username, sandbox.tokens.tapis.username);
    assertEquals(await agavepy(stage, sandbox, program, "profile"), tapis.session.username);
    assertEquals([grants(sandbox, "password"), grants(sandbox, "refresh_token")], [[200], []]);
  });

  scenario([program], "restore() goes on from the client that it made itself", async (stage) => {
    await using sandbox = await stage.sandbox();
    const { api_key: _key, api_secret: _secret, ...person } = loginOf(sandbox);
    const client_name = "made-by-agavepy";
    const made = await agavepy(stage, sandbox, program, "create_client", {
      ...person,
      client_name,
    }) as Fields;
    assertEquals(made.client_name, client_name);
    const theirs = await agavepy(stage, sandbox, program, "login", { ...person, ...made });
    assertAgree(nameless(await found(sandbox)), nameless(theirs));
    const { username, password } = sandbox.tokens.tapis;
    const tapis = await restored(sandbox);
    const document = await tapis.clientsGet(client_name, { username, password });
    assertEquals([document.consumerKey, document.description], [made.api_key, "from AgavePy"]);
    await renewByKeyferry(sandbox);
    assertEquals(await agavepy(stage, sandbox, program, "profile"), username);
  });

  scenario([program], "it goes on from the client that clientsCreate() made", async (stage) => {
    await using sandbox = await stage.sandbox();
    const here = await sandboxSurroundings(sandbox.home);
    const { username, password, tenantId } = sandbox.tokens.tapis;
    const parts = { ...here, apiServer: sandbox.url, tenantId, username, password };
    const made = await (await v2.client(parts)).clientsCreate("made-by-keyferry");
    const { apiKey, apiSecret, clientName } = made;
    const own = await v2.client({ ...parts, apiKey, apiSecret, clientName });
    assertEquals((await own.profilesGet()).username, username);
    assertAgree(await found(sandbox), await agavepy(stage, sandbox, program, "restore"));
    const before = await pair(sandbox);
    const theirs = await agavepy(stage, sandbox, program, "refresh") as Fields;
    assertAgree(await found(sandbox), theirs);
    assertEquals([theirs.apiKey, theirs.apiSecret], [apiKey, apiSecret.reveal()]);
    assertNotEquals((await pair(sandbox))[0], before[0]);
    assertEquals(await agavepy(stage, sandbox, program, "profile"), username);
  });

  scenario([program], "it restores what the sandbox planted", async (stage) => {
    await using sandbox = await stage.sandbox();
    await plantCredentials(sandbox);
    const { clientName, apiKey, tenantId } = sandbox.tokens.tapis;
    const choices = [{}, { client_name: clientName }, { api_key: apiKey }, { tenant_id: tenantId }];
    for (const choice of choices) {
      assertAgree(await found(sandbox), await agavepy(stage, sandbox, program, "restore", choice));
    }
    assertEquals(await agavepy(stage, sandbox, program, "profile"), sandbox.tokens.tapis.username);
  });

  scenario([program], "it and refresh() renew single-use tokens in turn", async (stage) => {
    await using sandbox = await stage.sandbox();
    await plantCredentials(sandbox);
    const rounds = 3;
    for (let round = 0; round < rounds; round++) {
      const before = await pair(sandbox);
      const theirs = await agavepy(stage, sandbox, program, "refresh");
      assertAgree(await found(sandbox), theirs);
      assertNotEquals((await pair(sandbox))[0], before[0]);
      assertNotEquals((await pair(sandbox))[1], before[1]);
      await renewByKeyferry(sandbox);
      assertAgree(await found(sandbox), await agavepy(stage, sandbox, program, "restore"));
      const { username } = sandbox.tokens.tapis;
      assertEquals(await agavepy(stage, sandbox, program, "profile"), username);
    }
    assertEquals(grants(sandbox, "refresh_token"), Array(2 * rounds).fill(200));
  });

  scenario(
    [program],
    "neither takes a refresh token that was spent behind its back",
    async (stage) => {
      await using sandbox = await stage.sandbox();
      await plantCredentials(sandbox);
      const tapis = v2.tapisClient({ baseUrl: sandbox.url });
      await tapis.refreshToken(sandbox.tokens.tapis, sandbox.tokens.tapis.refreshToken);
      assertEquals(await agavepy(stage, sandbox, program, "refresh"), { raised: "HTTPError" });
      const again = await restored(sandbox);
      await assertRejects(() => again.refresh(), ApiError);
      assertEquals(grants(sandbox, "refresh_token"), [200, 400, 400]);
    },
  );

  scenario(
    [program],
    "it goes on from the cache that an environment's login made",
    async (stage) => {
      await using sandbox = await stage.sandbox();
      const { tapis } = sandbox.tokens;
      const env = {
        TAPIS_BASE_URL: sandbox.url,
        TAPIS_API_KEY: tapis.apiKey,
        TAPIS_API_SECRET: tapis.apiSecret,
        TAPIS_USERNAME: tapis.username,
        TAPIS_PASSWORD: tapis.password,
      };
      const first = await restored(sandbox, { env });
      assertEquals((await first.profilesGet()).username, tapis.username);
      const { access_token, refresh_token } = first.tokens().reveal();
      const theirs = await agavepy(stage, sandbox, program, "refresh") as Record<string, unknown>;
      assertAgree({ apiKey: tapis.apiKey, apiSecret: tapis.apiSecret, username: tapis.username }, {
        apiKey: theirs.apiKey,
        apiSecret: theirs.apiSecret,
        username: theirs.username,
      });
      assertNotEquals(theirs.accessToken, access_token);
      assertNotEquals(theirs.refreshToken, refresh_token);
      const second = await restored(sandbox, { env });
      assertEquals((await second.profilesGet()).username, tapis.username);
      assertEquals(second.tokens().reveal().access_token, theirs.accessToken);
      assertEquals(grants(sandbox, "password"), [200]);
    },
  );
}

scenario(
  [agavepy09],
  "load_configs() reads what refresh() wrote, and the reverse",
  async (stage) => {
    await using sandbox = await stage.sandbox();
    await agavepy(stage, sandbox, agavepy09, "login", loginOf(sandbox));
    for (let round = 0; round < 2; round++) {
      await renewByKeyferry(sandbox);
      const { clientName } = sandbox.tokens.tapis;
      const loaded = await agavepy(stage, sandbox, agavepy09, "load");
      assertAgree(await found(sandbox, { clientName }), loaded);
      const theirs = await agavepy(stage, sandbox, agavepy09, "load_and_refresh");
      assertAgree(await found(sandbox, { clientName }), theirs);
      assertAgree(nameless(await found(sandbox)), nameless(theirs));
    }
    assertEquals(grants(sandbox, "refresh_token"), [200, 200, 200, 200]);
  },
);

scenario([agavepy09, agavepy10], "both and refresh() share one cache", async (stage) => {
  await using sandbox = await stage.sandbox();
  await agavepy(stage, sandbox, agavepy10, "login", loginOf(sandbox));
  const turns = [agavepy10, undefined, agavepy09, undefined, agavepy10, agavepy09, undefined];
  for (const program of turns) {
    const renewed = program === undefined
      ? await renewByKeyferry(sandbox)
      : await agavepy(stage, sandbox, program, "refresh");
    assertAgree(await found(sandbox), renewed);
    for (const reader of [agavepy09, agavepy10]) {
      assertAgree(await found(sandbox), await agavepy(stage, sandbox, reader, "restore"));
    }
  }
  assertEquals(grants(sandbox, "refresh_token"), turns.map(() => 200));
});

/** The login that a person gives tapipy. */
function v3Login({ url, tokens: { tapis } }: Sandbox): Record<string, unknown> {
  const { username, password, clientName, apiSecret } = tapis;
  return { base_url: url, username, password, client_id: clientName, client_key: apiSecret };
}

scenario([tapipy], "it gets tokens, lists, uploads, downloads and transfers", async (stage) => {
  await using sandbox = await stage.sandbox();
  const local = join(stage.home, "notes.txt");
  await Deno.writeTextFile(local, "from a laptop\n");
  const { username } = sandbox.tokens.tapis;
  const said = await stage.ask(tapipy, "tapipy_client.py", [
    ["connect", v3Login(sandbox)],
    ["whoami", {}],
    ["refresh", {}],
    ["whoami", {}],
    ["names", { system: "lab", path: "/runs" }],
    ["upload", { system: "lab", source: local, path: "in/notes.txt" }],
    ["download", { system: "lab", path: "in/notes.txt" }],
    ["change", { system: "lab", path: "in/notes.txt", new_path: "made/notes.txt" }],
    ["names", { system: "lab", path: "made" }],
    ["transfer", { source: "tapis://lab/made", destination: "tapis://archive/in" }],
    ["create_client", { client_id: "from-tapipy" }],
  ]);
  const [login, first, renewed, second, runs, , content, , made, status, key] = said;
  const { tenant, access } = login as Record<string, unknown>;
  assertEquals([tenant, first, second], ["sandbox", username, username]);
  assertNotEquals(renewed, access);
  assertEquals((runs as Fields[]).map(({ name, type }) => [name, type]), [["2026-03-21", "dir"]]);
  assertEquals(content, "from a laptop\n");
  assertEquals(made, [{ name: "notes.txt", type: "file", size: 14 }]);
  assertEquals(status, "COMPLETED");
  const archive = sandbox.collections.find(({ name }) => name === "archive")?.path ?? "";
  assertEquals(await Deno.readTextFile(join(archive, "in", "notes.txt")), "from a laptop\n");
  const { clientKey } = await (await v3.restore({
    baseUrl: sandbox.url,
    token: String(renewed),
  })).getClient("from-tapipy");
  assertEquals(clientKey.reveal(), key);
});

scenario([tapipy], "it uses keyferry's tokens, and the reverse", async (stage) => {
  await using sandbox = await stage.sandbox();
  const { username, password } = sandbox.tokens.tapis;
  const client = v3.tapisClient({ baseUrl: sandbox.url });
  const { accessToken } = await client.createToken(username, password);
  const [theirs, login] = await stage.ask(tapipy, "tapipy_client.py", [
    ["connect_with", {
      base_url: sandbox.url,
      access_token: accessToken.reveal(),
      tenant_id: "sandbox",
    }],
    ["connect", v3Login(sandbox)],
  ]);
  assertEquals(theirs, username);
  const { access, claims } = login as { readonly access: string; readonly claims: unknown };
  const tapis = await v3.restore({ baseUrl: sandbox.url, token: access });
  assertEquals((await tapis.getUserinfo()).username, username);
  assertEquals<unknown>(tapis.tokens().claims, claims);
});
