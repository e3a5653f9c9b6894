import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  CredentialError,
  FileError,
  makeSandboxToken,
  PermissionNeededError,
  resolve,
  Secret,
} from "../../src/credentials/mod.ts";
import { fingerprint } from "../../src/oauth/renewal_intent.ts";
import { ApiError } from "../../src/http/reply/errors.ts";
import {
  jsonTokenStorage,
  renewalPermissions,
  restore,
  type RestoreOptions,
  sqliteTokenStorage,
  tokenChain,
} from "../../src/globus/mod.ts";
import { assertNothingShown } from "../helpers/canary.ts";
import { runChild, sourceUrl } from "../helpers/child.ts";
import { fileNames, temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { app, end, person, storageDb, tokensDb, tokensJson } from "../fixtures/globus_homes.ts";
import { type AuthServer, startAuthServer } from "./_auth_server.ts";

const transfer = "transfer.api.globus.org";
const appFolder = `.globus/app/${app.clientId}/${app.slug}`;
const appJson = `${appFolder}/tokens.json`;
const appDb = `${appFolder}/tokens.db`;
const cliDb = ".globus/cli/storage.db";
const native = { [app.clientId]: {} };
const appRefresh = {
  "app-refresh-transfer": { client: app.clientId, server: transfer },
  "app-refresh-auth": { client: app.clientId, server: "auth.globus.org" },
};

/** Long after all stored tokens have ended. */
const now = (): number => (end + 5) * 1000;
const newEnd = end + 5 + 172_800;

/** Calls both services and gives the tokens that the calls carried. */
async function callBoth(server: AuthServer, options: RestoreOptions): Promise<unknown[]> {
  const { transfer, auth } = await restore({ env: {}, baseUrl: server.url, now, ...options });
  const replies = [await transfer.get("/a"), await auth.get("/b")];
  return replies.map(({ data }) => (data as { authorization: unknown }).authorization);
}

async function callTransfer(server: AuthServer, options: RestoreOptions): Promise<unknown> {
  const { transfer } = await restore({ env: {}, baseUrl: server.url, now, ...options });
  return ((await transfer.get("/a")).data as { authorization: unknown }).authorization;
}

Deno.test("restore() renews an app's tokens in its JSON file, and changes nothing else there", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({ clients: native, tokens: appRefresh });
  await writeFiles(folder.path, { [appJson]: tokensJson });
  assertEquals(await callBoth(server, { home: folder.path }), [
    "Bearer granted-1",
    "Bearer granted-2",
  ]);
  assertEquals(server.grants[0], {
    authorization: null,
    form: {
      grant_type: "refresh_token",
      refresh_token: "app-refresh-transfer",
      client_id: app.clientId,
    },
    status: 200,
  });
  assertEquals(
    await Deno.readTextFile(`${folder.path}/${appJson}`),
    tokensJson.replace("app-access-transfer", "granted-1").replace("app-access-auth", "granted-2")
      .replaceAll(String(end), String(newEnd)).replace(
        "openid profile email",
        "urn:globus:auth:scope:transfer.api.globus.org:all",
      ),
  );
  assertEquals(await fileNames(folder.path), [appJson]);
  assertEquals(await callBoth(server, { home: folder.path }), [
    "Bearer granted-1",
    "Bearer granted-2",
  ]);
  assertEquals(server.grants.length, 2);
});

Deno.test("restore() renews an app's tokens in its database", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({ clients: native, tokens: appRefresh });
  await writeFiles(folder.path, { [appDb]: await tokensDb() });
  assertEquals(await callTransfer(server, { home: folder.path }), "Bearer granted-1");
  assertEquals(await sqliteTokenStorage(`${folder.path}/${appDb}`).getTokenData(transfer), {
    resource_server: transfer,
    identity_id: person,
    scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
    access_token: "granted-1",
    refresh_token: "app-refresh-transfer",
    expires_at_seconds: newEnd,
    token_type: "Bearer",
  });
});

Deno.test("restore() renews globus-cli's tokens as the client that it keeps beside them", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({
    clients: { "work-client": { secret: "work-secret" } },
    tokens: { "work-refresh-transfer": { client: "work-client", server: transfer } },
    singleUse: true,
  });
  await writeFiles(folder.path, { [cliDb]: await storageDb() });
  const options = { home: folder.path, profile: "work" };
  assertEquals(await callTransfer(server, options), "Bearer granted-1");
  assertEquals(server.grants[0]?.authorization, `Basic ${btoa("work-client:work-secret")}`);
  assertEquals(server.grants[0]?.form.client_id, undefined);
  const db = new DatabaseSync(`${folder.path}/${cliDb}`, { readOnly: true });
  const row = db.prepare(
    "SELECT token_data_json AS json FROM token_storage WHERE namespace LIKE '%/work' " +
      "AND resource_server = 'transfer.api.globus.org'",
  ).get();
  db.close();
  assertEquals(
    row?.json,
    `{"scope": "urn:globus:auth:scope:transfer.api.globus.org:all", ` +
      `"access_token": "granted-1", "refresh_token": "next-1", "token_type": "Bearer", ` +
      `"expires_at_seconds": ${newEnd}, "resource_server": "${transfer}"}`,
  );
  const later = () => (newEnd + 5) * 1000;
  assertEquals(await callTransfer(server, { ...options, now: later }), "Bearer granted-2");
  assertEquals(server.grants[1]?.form.refresh_token, "next-1");
});

Deno.test("restore() renews globus-cli's old login in ~/.globus.cfg", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({
    clients: { "cli-client": { secret: "s/e+c==" } },
    tokens: { "cli-refresh": { client: "cli-client", server: transfer } },
    singleUse: true,
  });
  const text = (access: string, refresh: string, expires: number) =>
    `# mine\n[cli]\nclient_id = cli-client\nclient_secret = s/e+c==\n` +
    `transfer_access_token = ${access}\ntransfer_refresh_token: ${refresh}\n` +
    `transfer_access_token_expires = ${expires}\n\n[general]\nx = y\n`;
  await writeFiles(folder.path, { ".globus.cfg": text("cli-access", "cli-refresh", end) });
  assertEquals(await callTransfer(server, { home: folder.path }), "Bearer granted-1");
  assertEquals(
    await Deno.readTextFile(`${folder.path}/.globus.cfg`),
    text("granted-1", "next-1", newEnd),
  );
});

Deno.test("restore() renews through a link to the file, and keeps the link", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({ clients: native, tokens: appRefresh });
  await writeFiles(folder.path, { "kept/tokens.json": tokensJson, [`${appFolder}/x`]: "" });
  await Deno.symlink(`${folder.path}/kept/tokens.json`, `${folder.path}/${appJson}`);
  assertEquals(await callTransfer(server, { home: folder.path }), "Bearer granted-1");
  assert((await Deno.lstat(`${folder.path}/${appJson}`)).isSymlink);
  assertStringIncludes(await Deno.readTextFile(`${folder.path}/kept/tokens.json`), "granted-1");
  assertEquals(await fileNames(folder.path), [appJson, `${appFolder}/x`, "kept/tokens.json"]);
});

Deno.test("restore() renews a token that the service refuses, and sends the call once more", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({
    clients: native,
    tokens: appRefresh,
    refuse: "app-access-transfer",
  });
  await writeFiles(folder.path, { [appJson]: tokensJson });
  const early = () => 1_800_000_000_000;
  assertEquals(
    await callTransfer(server, { home: folder.path, now: early }),
    "Bearer granted-1",
  );
  assertEquals(server.calls, ["Bearer app-access-transfer", "Bearer granted-1"]);
});

Deno.test("restore() renews as the app with a secret when the caller gives it", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({
    clients: { [app.clientId]: { secret: "the secret" } },
    tokens: appRefresh,
  });
  await writeFiles(folder.path, { [appJson]: tokensJson });
  const { clientId, name } = app;
  const options = { home: folder.path, app: name, clientId, clientSecret: "the secret" };
  assertEquals(await callTransfer(server, options), "Bearer granted-1");
});

Deno.test("a refused refresh token is an error that names the file and the next step", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({ clients: native });
  await writeFiles(folder.path, { [appJson]: tokensJson });
  const error = await assertRejects(() => callTransfer(server, { home: folder.path }), ApiError);
  assertEquals(
    error.message,
    "Globus Auth answered 400 invalid_grant to POST /v2/oauth2/token: log in again with the " +
      `program that keeps its tokens in ${folder.path}/${appJson}`,
  );
  assertNothingShown(error, "app-refresh-transfer");
  assertEquals(await Deno.readTextFile(`${folder.path}/${appJson}`), tokensJson);
  assertEquals(await fileNames(folder.path), [appJson]);
});

Deno.test("a renewal that an earlier process never finished is told as what it is", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({ clients: native });
  await writeFiles(folder.path, {
    [appJson]: tokensJson,
    [`${appJson}.renewing`]: await fingerprint(new Secret("app-refresh-transfer")),
  });
  const error = await assertRejects(
    () => callTransfer(server, { home: folder.path }),
    CredentialError,
  );
  assertStringIncludes(error.message, "Refresh interrupted");
  assertStringIncludes(error.message, `${folder.path}/${appJson}`);
});

Deno.test("a reply for another or several services is refused, and not stored", async () => {
  const changes: ((reply: Record<string, unknown>) => unknown)[] = [
    (reply) => ({ ...reply, resource_server: "groups.api.globus.org" }),
    (reply) => ({ ...reply, other_tokens: [{ ...reply, resource_server: "auth.globus.org" }] }),
    (reply) => ({ ...reply, access_token: undefined }),
    (reply) => ({ ...reply, access_token: "two\nlines" }),
    (reply) => [reply],
  ];
  for (const change of changes) {
    await using folder = await temporaryFolder();
    await using server = startAuthServer({ clients: native, tokens: appRefresh, change });
    await writeFiles(folder.path, { [appJson]: tokensJson });
    const error = await assertRejects(() => callTransfer(server, { home: folder.path }), ApiError);
    assertStringIncludes(
      error.message,
      "Globus Auth answered 200 to POST /v2/oauth2/token: it sent",
    );
    assertNothingShown(error, "app-refresh-transfer", "granted-1");
    assertEquals(await Deno.readTextFile(`${folder.path}/${appJson}`), tokensJson);
  }
});

Deno.test("a renewed token keeps what the reply leaves out", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({
    clients: native,
    tokens: appRefresh,
    change: ({ access_token, resource_server }) => {
      return { access_token, resource_server, expires_in: "3600" };
    },
  });
  await writeFiles(folder.path, { [appJson]: tokensJson });
  await callTransfer(server, { home: folder.path });
  assertEquals(await jsonTokenStorage(`${folder.path}/${appJson}`).getTokenData(transfer), {
    resource_server: transfer,
    identity_id: person,
    scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
    access_token: "granted-1",
    refresh_token: "app-refresh-transfer",
    expires_at_seconds: end + 5 + 3600,
    token_type: "Bearer",
  });
});

Deno.test("a storage that another program has locked is found before the token is used", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({ clients: native, tokens: appRefresh, singleUse: true });
  await writeFiles(folder.path, { [appDb]: await tokensDb() });
  const options = { env: {}, home: folder.path, baseUrl: server.url, now };
  const { transfer } = await restore(options);
  const other = new DatabaseSync(`${folder.path}/${appDb}`);
  try {
    other.exec("BEGIN IMMEDIATE");
    const error = await assertRejects(() => transfer.get("/a"), FileError);
    assertStringIncludes(error.message, `${folder.path}/${appDb}`);
    assertStringIncludes(error.message, "another program holds its lock");
    other.exec("ROLLBACK");
  } finally {
    other.close();
  }
  assertEquals(server.grants, []);
  assertEquals((await transfer.get("/a")).status, 200);
});

Deno.test("a storage that cannot be written is found before the token is used", async () => {
  for (const [file, content] of [[appJson, tokensJson], [appDb, await tokensDb()]] as const) {
    await using folder = await temporaryFolder();
    await using server = startAuthServer({ clients: native, tokens: appRefresh, singleUse: true });
    // What is to be noted beside the file cannot be, where a folder has that name.
    await writeFiles(folder.path, { [file]: content, [`${file}.renewing/x`]: "" });
    await assertRejects(() => callTransfer(server, { home: folder.path }), FileError, "renewing");
    assertEquals(server.grants, []);
  }
});

/** A script that makes one call with the tokens under a home, and prints what the call carried. */
function script(home: string, url: string): string {
  const [module, options] = [sourceUrl("src/globus/restore.ts"), {
    env: {},
    home,
    baseUrl: url,
  }];
  return `
    import { restore } from ${JSON.stringify(module)};
    try {
      const options = { ...${JSON.stringify(options)}, now: () => ${now()} };
      const { transfer } = await restore(options);
      console.log((await transfer.get("/a")).data.authorization);
    } catch (error) {
      console.log(error.name + ": " + error.message);
    }
  `;
}

Deno.test("a missing permission is found before the token is used, and none too many is wanted", async () => {
  for (const [file, content] of [[appJson, tokensJson], [appDb, await tokensDb()]] as const) {
    await using folder = await temporaryFolder();
    await using server = startAuthServer({ clients: native, tokens: appRefresh, singleUse: true });
    await writeFiles(folder.path, { [file]: content });
    const { host } = new URL(server.url);
    const look = `--allow-read=${folder.path}/.globus.cfg,${folder.path}/.globus/app`;
    const write = `--allow-write=${folder.path}/${appFolder}`;
    const net = `--allow-net=${host}`;
    const run = async (...flags: string[]) => {
      return (await runChild(script(folder.path, server.url), { flags })).stdout.trim();
    };
    assertStringIncludes(await run(look, net), `PermissionNeededError: Cannot write`);
    assertStringIncludes(await run(look, net), `add ${write}`);
    assertEquals(
      await run(look, write),
      `PermissionNeededError: Cannot renew the Globus token: add ${net}`,
    );
    assertEquals(server.grants, []);
    assertEquals(await fileNames(folder.path), [file]);
    assertEquals(await run(look, write, net), "Bearer granted-1");
  }
});

Deno.test("renewalPermissions() names what renewing takes", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [appJson]: tokensJson });
  const choice = { env: {}, home: folder.path };
  const { value } = await resolve(tokenChain(choice));
  assertEquals(renewalPermissions(value, choice), [
    { name: "net", host: "auth.globus.org" },
    { name: "read", path: `${folder.path}/${appFolder}` },
    { name: "write", path: `${folder.path}/${appFolder}` },
  ]);
  const bare = await resolve(tokenChain({ ...choice, transferToken: "x" }));
  assertEquals(renewalPermissions(bare.value, choice), []);
});

Deno.test("a token that another person has stored meanwhile is not taken over", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({ clients: native, tokens: appRefresh });
  await writeFiles(folder.path, { [appJson]: tokensJson });
  const { transfer } = await restore({ env: {}, home: folder.path, baseUrl: server.url, now });
  const theirs = tokensJson.replaceAll(person, "somebody-else").replaceAll(
    String(end),
    String(newEnd),
  );
  await writeFiles(folder.path, { [appJson]: theirs });
  const error = await assertRejects(() => transfer.get("/a"), CredentialError);
  assertStringIncludes(error.message, "belongs to another identity by now (somebody-else, it was");
  assertEquals([server.calls, server.grants], [[], []]);
});

Deno.test("a client's id and secret get tokens that are kept in memory alone", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({ clients: { robot: { secret: "s3cret:+%" } } });
  const pairs = [
    { GLOBUS_CLIENT_ID: "robot", GLOBUS_CLIENT_SECRET: "s3cret:+%" },
    { GLOBUS_CLI_CLIENT_ID: "robot", GLOBUS_CLI_CLIENT_SECRET: "s3cret:+%" },
  ];
  for (const pair of pairs) {
    // What the environment gives may go where the environment says.
    const env = {
      ...pair,
      GLOBUS_SDK_SERVICE_URL_AUTH: server.url,
      GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url,
    };
    const { transfer, auth, session } = await restore({ env, home: folder.path });
    assertEquals(session, {
      expiresAt: undefined,
      identityId: undefined,
      canRefresh: true,
      hasAuth: true,
    });
    await Promise.all([transfer.get("/a"), transfer.get("/b"), auth.get("/c")]);
  }
  assertEquals(server.grants.length, 4);
  for (const { authorization, form } of server.grants) {
    assertEquals(authorization, `Basic ${btoa("robot:s3cret:+%")}`);
    assertEquals(form.grant_type, "client_credentials");
  }
  assertEquals(server.grants.map(({ form }) => form.scope).sort().slice(1, 3), [
    "openid profile email",
    "urn:globus:auth:scope:transfer.api.globus.org:all",
  ]);
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("a client's id and secret may be the caller's own word", async () => {
  await using server = startAuthServer({ clients: { robot: { secret: "secret" } } });
  const given = { clientId: "robot", clientSecret: "secret" };
  assertEquals(await callTransfer(server, given), "Bearer granted-1");
  const wrong = { clientId: "robot", clientSecret: "another" };
  const error = await assertRejects(() => callTransfer(server, wrong), ApiError);
  assertStringIncludes(error.message, "invalid_client");
  assertStringIncludes(error.message, "check the client's id and secret");
  assertNothingShown(error, "another");
});

Deno.test("restore() never sends a refresh token or a secret where a variable leads", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({ clients: native, tokens: appRefresh });
  const onlyTransfer = tokensJson.replace(/, "auth\.globus\.org": \{[^}]*\}/, "");
  const env = { GLOBUS_SDK_SERVICE_URL_AUTH: server.url };
  const refused = async (options: RestoreOptions, words: string): Promise<void> => {
    const error = await assertRejects(
      () => restore({ env, home: folder.path, now, ...options }),
      CredentialError,
    );
    assertStringIncludes(error.message, words);
    assertStringIncludes(
      error.message,
      `is not sent to ${server.url}: GLOBUS_SDK_SERVICE_URL_AUTH`,
    );
  };
  await writeFiles(folder.path, { [appJson]: onlyTransfer });
  await refused({}, "The Globus refresh token from");
  await Deno.remove(`${folder.path}/${appJson}`);
  await writeFiles(folder.path, { [cliDb]: await storageDb() });
  const db = new DatabaseSync(`${folder.path}/${cliDb}`);
  db.exec("DELETE FROM token_storage WHERE resource_server = 'auth.globus.org'");
  db.close();
  await refused({}, "The Globus refresh token from");
  assertEquals([server.grants, server.calls], [[], []]);
});

Deno.test("a sandbox gets the refresh tokens and secrets that it has issued, and no others", async () => {
  await using folder = await temporaryFolder();
  await using server = startAuthServer({ clients: native });
  const own = await makeSandboxToken(server.url);
  const other = await makeSandboxToken("http://127.0.0.1:9");
  const onlyTransfer = tokensJson.replace(/, "auth\.globus\.org": \{[^}]*\}/, "")
    .replace("app-access-transfer", own);
  const marked = { env: {}, home: folder.path, sandboxOrigin: server.url, now };
  for (const refresh of ["app-refresh-transfer", other]) {
    const text = onlyTransfer.replace("app-refresh-transfer", refresh);
    await writeFiles(folder.path, { [appJson]: text });
    const error = await assertRejects(() => restore(marked), CredentialError);
    assertStringIncludes(error.message, "The Globus refresh token from");
  }
  await writeFiles(folder.path, { [appJson]: onlyTransfer.replace("app-refresh-transfer", own) });
  assertEquals((await restore(marked)).transfer.baseUrl, server.url);

  const real = { GLOBUS_CLIENT_ID: "robot", GLOBUS_CLIENT_SECRET: "real" };
  await assertRejects(() => restore({ ...marked, env: real }), CredentialError, "client secret");
  const sandboxed = { GLOBUS_CLIENT_ID: "robot", GLOBUS_CLIENT_SECRET: own };
  await assertRejects(
    () => restore({ env: sandboxed }),
    CredentialError,
    "another address's sandbox",
  );
  assertEquals(
    (await restore({ ...marked, env: sandboxed })).source.slice(0, 16),
    "GLOBUS_CLIENT_ID",
  );
});

Deno.test("a storage in a folder that Deno may not write is an error that says which", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/tokens.db`;
  const text = `
    import { sqliteTokenStorage } from ${
    JSON.stringify(sourceUrl("src/globus/storage/sqlite_file.ts"))
  };
    await sqliteTokenStorage(${JSON.stringify(path)}).removeTokenData("x").catch((error) => {
      console.log(error.name, error.flags.join(" "));
    });
  `;
  const { stdout } = await runChild(text, { flags: [`--allow-read=${folder.path}`] });
  assertEquals(stdout, `${PermissionNeededError.name} --allow-write=${folder.path}\n`);
});

Deno.test("a client that is given up does not lose the tokens that its renewal gets", async () => {
  for (const path of [appJson, appDb]) {
    await using folder = await temporaryFolder();
    const controller = new AbortController();
    await using server = startAuthServer({
      clients: native,
      tokens: appRefresh,
      singleUse: true,
      onGrant: async () => {
        controller.abort();
        await new Promise((resolve) => setTimeout(resolve, 20));
      },
    });
    await writeFiles(folder.path, { [path]: path === appJson ? tokensJson : await tokensDb() });
    const here = { home: folder.path, env: {}, baseUrl: server.url, now };
    const { transfer } = await restore({ ...here, signal: controller.signal });
    await assertRejects(() => transfer.get("/a"), Error, "gave up");
    const { transfer: again } = await restore(here);
    await again.get("/a");
    assertEquals(server.grants.length, 1);
    assertEquals(server.calls, ["Bearer granted-1"]);
  }
});
