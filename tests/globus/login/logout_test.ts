import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path/join";
import {
  CredentialError,
  makeSandboxToken,
  sandboxSurroundings,
} from "../../../src/credentials/mod.ts";
import { ApiError, AuthorizationRequiredError } from "../../../src/http/reply/errors.ts";
import {
  login,
  loginRequired,
  logout,
  nativeAppAuthClient,
  withLogin,
} from "../../../src/globus/mod.ts";
import { plantCredentials, type Sandbox } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { answerLoginPage } from "../../helpers/sandbox_person.ts";
import { assertNothingShown } from "../../helpers/canary.ts";
import { snapshot, temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

/** A person who follows each address to its end. */
async function obliging(sandbox: Sandbox) {
  let said = "";
  const visits: URL[] = [];
  const app = {
    ...await sandboxSurroundings(sandbox.home),
    clientId: sandbox.tokens.globusApps.other,
  };
  return {
    visits,
    app,
    options: {
      ...app,
      flow: "paste" as const,
      talk: {
        say: (text: string): void => void (said = text),
        async ask(): Promise<string> {
          const address = /https?:\/\/\S+authorize\?\S+/.exec(said)?.[0] ?? "";
          visits.push(new URL(address));
          return await answerLoginPage(sandbox, address);
        },
      },
    },
  };
}

Deno.test("logout() ends the app's tokens at the service, removes them, and touches nobody else's", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const { app, options } = await obliging(sandbox);
  const others = await snapshot(sandbox.home);
  const { path } = await login(options);
  const { data } = JSON.parse(await Deno.readTextFile(path));
  const tokens: Record<string, string>[] = Object.values(data.DEFAULT);
  assertEquals(await loginRequired(app), false);

  const { removed, notRevoked } = await logout(app);
  assertEquals(removed.toSorted(), ["auth.globus.org", "transfer.api.globus.org"]);
  assertEquals(notRevoked, []);
  assertEquals(JSON.parse(await Deno.readTextFile(path)).data, { DEFAULT: {} });
  assertEquals(await loginRequired(app), true);
  const client = nativeAppAuthClient(app.clientId, { baseUrl: sandbox.url });
  for (const { access_token = "", refresh_token = "" } of tokens) {
    assertEquals((await client.oauth2ValidateToken(access_token)).active, false);
    await assertRejects(() => client.oauth2RefreshToken(refresh_token), ApiError);
  }
  const after = await snapshot(sandbox.home);
  for (const [name, facts] of Object.entries(others)) assertEquals(after[name], facts, name);
  // Once more is no error.
  assertEquals((await logout(app)).removed, []);
});

Deno.test("logout() of tokens that are dead, or that the service does not know, succeeds", async () => {
  await using sandbox = await startSandbox();
  const { app, options } = await obliging(sandbox);
  const { path } = await login(options);
  const text = await Deno.readTextFile(path);
  const { access_token } = JSON.parse(text).data.DEFAULT["auth.globus.org"];
  const client = nativeAppAuthClient(app.clientId, { baseUrl: sandbox.url });
  await client.oauth2RevokeToken(access_token);
  const unheardOf = await makeSandboxToken(sandbox.url);
  const changed = text.replaceAll(/"refresh_token": "[^"]+"/g, `"refresh_token": "${unheardOf}"`);
  await Deno.writeTextFile(path, changed);
  const { removed, notRevoked } = await logout(app);
  assertEquals([removed.length, notRevoked], [2, []]);
});

Deno.test("logout() removes the tokens also when the service refuses or cannot be reached, and says so", async (t) => {
  // A token that is dead already is no error (RFC 7009, 2.2): what is refused is as good as before.
  const refusals = {
    maintenance: [503, {}],
    "too many requests": [429, {}],
    "an app whose secret was changed": [401, { error: "invalid_client" }],
    "a token of another app": [400, { error: "unauthorized_client" }],
  } as const;
  for (const [name, [status, body]] of Object.entries(refusals)) {
    await t.step(name, () => refusedLogout(() => Response.json(body, { status })));
  }
});

async function refusedLogout(refuse: () => Response): Promise<void> {
  await using folder = await temporaryFolder();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    refuse,
  );
  const path = join(folder.path, ".globus/app/x/keyferry/tokens.json");
  const record = {
    resource_server: "transfer.api.globus.org",
    scope: "x",
    access_token: "made-up-access",
    refresh_token: "made-up-refresh",
    expires_at_seconds: 1,
  };
  const text = JSON.stringify({
    data: { DEFAULT: { "transfer.api.globus.org": record } },
    format_version: "2.0",
    "globus-sdk.version": "4.9.0",
  });
  await writeFiles(folder.path, { ".globus/app/x/keyferry/tokens.json": text });
  const options = {
    home: folder.path,
    env: {},
    clientId: "x",
    sleep: () => Promise.resolve(),
    baseUrl: `http://127.0.0.1:${server.addr.port}`,
  };
  assertEquals(await logout(options), {
    path,
    removed: ["transfer.api.globus.org"],
    notRevoked: ["transfer.api.globus.org"],
  });
  assert(!(await Deno.readTextFile(path)).includes("made-up"));
  await server.shutdown();
}

Deno.test("logout() sends no stored token where a variable says, and removes nothing then", async () => {
  await using folder = await temporaryFolder();
  const name = ".globus/app/x/keyferry/tokens.json";
  const text = '{"data": {"DEFAULT": {"a": {"scope": "x", "access_token": "made-up-access", ' +
    '"expires_at_seconds": 1}}}, "format_version": "2.0", "globus-sdk.version": "4.9.0"}';
  await writeFiles(folder.path, { [name]: text });
  const seen: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    seen.push(request.url);
    return Response.json({});
  });
  const env = {
    GLOBUS_CLIENT_ID: "x",
    GLOBUS_SDK_SERVICE_URL_AUTH: `http://127.0.0.1:${server.addr.port}`,
  };
  const error = await assertRejects(() => logout({ home: folder.path, env }), CredentialError);
  assertNothingShown(error, "made-up-access");
  assertEquals([seen, await Deno.readTextFile(join(folder.path, name))], [[], text]);
  await server.shutdown();
});

Deno.test("loginRequired() looks at what is stored: missing, ended, renewable, of other scopes", async () => {
  await using folder = await temporaryFolder();
  const options = { home: folder.path, env: {}, clientId: "x", now: () => 1_700_000_000_000 };
  const with_ = async (record: Record<string, unknown>): Promise<boolean> => {
    const records = { s: { access_token: "made-up", scope: "a b", ...record } };
    await writeFiles(folder.path, {
      ".globus/app/x/keyferry/tokens.json": JSON.stringify({
        data: { DEFAULT: records },
        format_version: "2.0",
        "globus-sdk.version": "4.9.0",
      }),
    });
    return await loginRequired({ ...options, scopes: ["a", "b[c]", "*d"] });
  };
  assertEquals(await loginRequired(options), true);
  assertEquals(await with_({ expires_at_seconds: 1_700_000_001 }), false);
  assertEquals(await with_({ expires_at_seconds: 1_700_000_000 }), true);
  assertEquals(await with_({ expires_at_seconds: 1, refresh_token: "made-up" }), false);
  assertEquals(await with_({ expires_at_seconds: 1_700_000_001, scope: "a" }), true);
  // An app with a secret never bothers anybody.
  assertEquals(await loginRequired({ ...options, clientSecret: "s", app: "other" }), false);
});

Deno.test("withLogin() logs in where it must, and once more for a consent that the service wants", async () => {
  await using sandbox = await startSandbox({ globusAuth: { dataAccess: ["archive"] } });
  const archive = sandbox.collections.find(({ name }) => name === "archive")?.id ?? "";
  const { options, visits } = await obliging(sandbox);
  let turns = 0;
  const names = await withLogin(async ({ transfer }) => {
    turns++;
    return [...await transfer.operationLs(archive)].map(({ name }) => name);
  }, options);
  assert(names.length >= 0);
  assertEquals([turns, visits.length], [2, 2]);
  assert(visits[1]?.searchParams.get("scope")?.includes(`${archive}/data_access`));
  // Nobody is bothered again.
  await withLogin(({ transfer }) => transfer.operationLs(archive), options);
  assertEquals(visits.length, 2);
});

Deno.test("withLogin() logs in again, once, when the stored tokens were revoked at the service", async () => {
  await using sandbox = await startSandbox();
  const { options, visits } = await obliging(sandbox);
  const { path } = await login(options);
  const { data } = JSON.parse(await Deno.readTextFile(path));
  const client = nativeAppAuthClient(options.clientId, { baseUrl: sandbox.url });
  for (const { refresh_token } of Object.values<Record<string, string>>(data.DEFAULT)) {
    await client.oauth2RevokeToken(refresh_token ?? "");
  }
  const status = await withLogin(
    async ({ transfer }) => (await transfer.get("/v0.10/task_list")).status,
    options,
  );
  assertEquals([status, visits.length], [200, 2]);
});

Deno.test("withLogin() does not go round in circles, and passes on every other error", async () => {
  await using sandbox = await startSandbox();
  const { options, visits } = await obliging(sandbox);
  const facts = { service: "Globus Transfer", method: "GET", url: "https://x/y", text: "" };
  const wanting = () => {
    throw new AuthorizationRequiredError({ ...facts, status: 403 }, { parameters: {} });
  };
  await assertRejects(() => withLogin(wanting, options), AuthorizationRequiredError);
  assertEquals(visits.length, 2);
  const failing = () => {
    throw new ApiError({ ...facts, status: 403 });
  };
  await assertRejects(() => withLogin(failing, options), ApiError);
  assertEquals(visits.length, 2);
});
