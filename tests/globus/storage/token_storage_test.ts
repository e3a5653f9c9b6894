/** A token storage of the program's own goes in where keyferry's go. */

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  CredentialError,
  type FileError,
  sandboxSurroundings,
} from "../../../src/credentials/mod.ts";
import * as globus from "../../../src/globus/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { fileNames, temporaryFolder } from "../../helpers/temporary_folder.ts";

const server = "transfer.api.globus.org";

/** A storage that is no one's but the program's: a database of its own, say. */
function ownStorage(): globus.TokenStorage & { readonly rows: Map<string, string> } {
  const rows = new Map<string, string>();
  const get = (server: string): globus.TokenData | undefined => {
    const row = rows.get(server);
    return row === undefined ? undefined : JSON.parse(row);
  };
  return {
    rows,
    namespace: "nightly",
    getTokenData: (server) => Promise.resolve(get(server)),
    getTokenDataByResourceServer() {
      const all = [...rows.keys()].map((server) => [server, get(server)]);
      return Promise.resolve(Object.fromEntries(all));
    },
    storeTokenDataByResourceServer(tokens) {
      for (const [server, data] of Object.entries(tokens)) rows.set(server, JSON.stringify(data));
      return Promise.resolve();
    },
    removeTokenData: (server) => Promise.resolve(rows.delete(server)),
  };
}

/** Logs an app in, which needs no person. */
async function logIn(
  sandbox: Awaited<ReturnType<typeof startSandbox>>,
  storage: globus.TokenStorage,
): Promise<globus.LoggedIn> {
  const { id, secret } = sandbox.tokens.globusClient;
  return await globus.login({
    ...await sandboxSurroundings(sandbox.home),
    clientId: id,
    clientSecret: secret,
    storage,
  });
}

Deno.test("login({ storage }) keeps tokens in a storage of one's own, and nowhere else", async () => {
  await using sandbox = await startSandbox();
  const before = await fileNames(sandbox.home);
  const storage = ownStorage();
  const { transfer, path, resourceServers } = await logIn(sandbox, storage);
  assertEquals([...storage.rows.keys()].sort(), [...resourceServers].sort());
  assertEquals(path, "the token storage that was given");
  await transfer.taskList({ maxItems: 1 }).collect();
  assertEquals(await fileNames(sandbox.home), before);
  const { id, secret } = sandbox.tokens.globusClient;
  const here = await sandboxSurroundings(sandbox.home);
  const { removed } = await globus.logout({ ...here, clientId: id, clientSecret: secret, storage });
  assertEquals([removed.length, storage.rows.size], [resourceServers.length, 0]);
});

Deno.test("restore({ storage }) finds a token in each kind of storage, and in no other place", async () => {
  await using folder = await temporaryFolder();
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "of the environment" };
  const kinds: readonly (readonly [string, globus.TokenStorage])[] = [
    ["the token storage that was given", ownStorage()],
    ["the token storage that was given", globus.memoryTokenStorage()],
    [`${folder.path}/t.json`, globus.jsonTokenStorage(`${folder.path}/t.json`)],
    [`${folder.path}/t.db`, globus.sqliteTokenStorage(`${folder.path}/t.db`)],
  ];
  for (const [name, storage] of kinds) {
    const options = { env, home: folder.path, storage };
    const empty = await assertRejects(() => globus.restore(options), CredentialError);
    assertEquals(empty.report.lines.map(({ source }) => source), [name]);
    await storage.storeTokenDataByResourceServer({
      [server]: {
        resource_server: server,
        scope: globus.transferScopes.all,
        access_token: "stored",
        expires_at_seconds: Math.floor(Date.now() / 1000) + 3600,
      },
    });
    const sent: (string | null)[] = [];
    const { transfer, source } = await globus.restore({
      ...options,
      fetch: (_input, init) => {
        sent.push(new Headers(init?.headers).get("authorization"));
        return Promise.resolve(Response.json({ DATA: [], total: 0 }));
      },
    });
    await transfer.taskList().collect();
    assertEquals([source, sent], [name, ["Bearer stored"]]);
  }
});

Deno.test("what is in a storage of one's own is renewed there, once for all clients of the process", async () => {
  const storage = ownStorage();
  await storage.storeTokenDataByResourceServer({
    [server]: {
      resource_server: server,
      scope: globus.transferScopes.all,
      access_token: "old",
      refresh_token: "refresh",
      expires_at_seconds: 1_700_000_000,
    },
  });
  let grants = 0;
  const fetch = ((input) => {
    if (!String(input).endsWith("/token")) {
      return Promise.resolve(Response.json({ DATA: [], total: 0 }));
    }
    grants++;
    return Promise.resolve(Response.json({
      access_token: `new-${grants}`,
      refresh_token: "refresh",
      expires_in: 3600,
      resource_server: server,
      scope: globus.transferScopes.all,
      token_type: "Bearer",
    }));
  }) as typeof globalThis.fetch;
  const now = (): number => 1_700_000_100_000;
  const options = { env: {}, home: "/nowhere", clientId: "app", storage, fetch, now };
  const one = await globus.restore(options);
  const other = await globus.restore(options);
  await Promise.all([one.transfer.taskList().collect(), one.transfer.taskList().collect()]);
  assertEquals((await storage.getTokenData(server))?.access_token, "new-1");
  // The other client takes over what is stored by now.
  await other.transfer.taskList().collect();
  assertEquals([grants, other.session.expiresAt], [1, now() + 3_600_000]);
});

Deno.test("a storage that throws, or has no records, is named in the error, with its cause", async () => {
  const failure = new Error("the vault is closed");
  const failing = {
    ...ownStorage(),
    getTokenDataByResourceServer: () => Promise.reject(failure),
  };
  const options = { env: {}, home: "/nowhere" };
  const error = await assertRejects(
    () => globus.restore({ ...options, storage: failing }),
    CredentialError,
  );
  assertStringIncludes(error.message, "the token storage that was given");
  assertStringIncludes(error.message, "it threw an error");
  assertEquals((error.cause as FileError).cause, failure);
  const odd = ownStorage();
  odd.rows.set(server, JSON.stringify({ resource_server: server }));
  const broken = await assertRejects(
    () => globus.restore({ ...options, storage: odd }),
    CredentialError,
  );
  assertStringIncludes(broken.message, "a token record has no access_token");
  await assertRejects(
    () => globus.restore({ ...options, storage: {} as globus.TokenStorage }),
    TypeError,
    "storage is not a token storage: it lacks namespace, getTokenDataByResourceServer",
  );
  await assertRejects(
    () => globus.restore({ ...options, storage: odd, app: "x" }),
    TypeError,
    "leave out app, profile and namespace",
  );
});
