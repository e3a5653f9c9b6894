import { DatabaseSync } from "node:sqlite";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { FileError } from "../../../src/credentials/mod.ts";
import { sqliteTokenStorage, type TokenData } from "../../../src/globus/mod.ts";
import { readSqlite } from "../../../src/globus/storage/sqlite_database.ts";
import { sqliteTokenFile } from "../../../src/globus/storage/sqlite_file.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { runChild, sourceUrl } from "../../helpers/child.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";
import { end, person, storageDb, tokensDb } from "../../fixtures/globus_homes.ts";

const transfer = "transfer.api.globus.org";

function token(more: Partial<TokenData> = {}): TokenData {
  return {
    resource_server: transfer,
    scope: "all",
    access_token: "new-access",
    expires_at_seconds: 1_900_000_000,
    ...more,
  };
}

function query(path: string, sql: string): Record<string, unknown>[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return db.prepare(sql).all().map((row) => ({ ...row }));
  } finally {
    db.close();
  }
}

function change(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

Deno.test("sqliteTokenStorage() reads what the Python SDK wrote", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/tokens.db`;
  await Deno.writeFile(path, await tokensDb());
  const storage = sqliteTokenStorage(path);
  assertEquals(await storage.getTokenData(transfer), {
    resource_server: transfer,
    identity_id: person,
    scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
    access_token: "app-access-transfer",
    refresh_token: "app-refresh-transfer",
    expires_at_seconds: end,
    token_type: "Bearer",
  });
  assertEquals(Object.keys(await storage.getTokenDataByResourceServer()).sort(), [
    "auth.globus.org",
    transfer,
  ]);
});

Deno.test("sqliteTokenStorage() makes a new file with the tables of schema 2, for its owner alone", async () => {
  await using folder = await temporaryFolder();
  const [theirs, ours] = [`${folder.path}/theirs.db`, `${folder.path}/app/tokens.db`];
  await Deno.writeFile(theirs, await tokensDb());
  await sqliteTokenStorage(ours).storeTokenDataByResourceServer({ [transfer]: token() });
  const shape = (path: string) => {
    const tables = query(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    return tables.map(({ name }) => [name, query(path, `PRAGMA table_info(${name})`)]);
  };
  assertEquals(shape(ours), shape(theirs));
  const version = "SELECT value FROM sdk_storage_adapter_internal WHERE attribute = " +
    "'globus-sdk.database_schema_version'";
  assertEquals(query(ours, version), query(theirs, version));
  if (Deno.build.os !== "windows") {
    assertEquals(((await Deno.stat(ours)).mode! & 0o777).toString(8), "600");
  }
});

Deno.test("sqliteTokenStorage() changes one record's values, and no other row or key", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/storage.db`;
  await Deno.writeFile(path, await storageDb());
  const all = "SELECT namespace, resource_server, token_data_json AS json FROM token_storage";
  const before = query(path, all);
  const configs = query(path, "SELECT * FROM config_storage");
  const storage = sqliteTokenStorage(path, { namespace: "userprofile/production/work" });
  await storage.storeTokenDataByResourceServer({ [transfer]: token({ refresh_token: "next" }) });
  const after = query(path, all);
  const changed = after.filter((row) => {
    return !before.some((old) => JSON.stringify(old) === JSON.stringify(row));
  });
  assertEquals(changed, [{
    namespace: "userprofile/production/work",
    resource_server: transfer,
    json: `{"scope": "all", "access_token": "new-access", "refresh_token": "next", ` +
      `"token_type": null, "expires_at_seconds": 1900000000, "resource_server": "${transfer}"}`,
  }]);
  assertEquals(after.length, before.length);
  assertEquals(query(path, "SELECT * FROM config_storage"), configs);
});

Deno.test("sqliteTokenStorage() removes one token of one namespace", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/storage.db`;
  await Deno.writeFile(path, await storageDb());
  const storage = sqliteTokenStorage(path, { namespace: "userprofile/production" });
  assertEquals(await storage.removeTokenData(transfer), true);
  assertEquals(await storage.removeTokenData(transfer), false);
  assertEquals(await sqliteTokenStorage(`${folder.path}/none.db`).removeTokenData(transfer), false);
  const left = query(path, "SELECT count(*) AS n FROM token_storage");
  assertEquals(left, [{ n: 5 }]);
});

Deno.test("sqliteTokenStorage() lets no change of several at once get lost", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/tokens.db`;
  const servers = Array.from({ length: 8 }, (_, index) => `server-${index}`);
  await Promise.all(servers.map((server) => {
    const tokens = { [server]: token({ resource_server: server }) };
    return sqliteTokenStorage(path).storeTokenDataByResourceServer(tokens);
  }));
  const stored = await sqliteTokenStorage(path).getTokenDataByResourceServer();
  assertEquals(Object.keys(stored).sort(), servers);
});

Deno.test("readSqlite() reads globus-cli's namespaces and what it keeps beside them", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/storage.db`;
  await Deno.writeFile(path, await storageDb());
  const content = await readSqlite(path);
  assertEquals([...content?.tokens.keys() ?? []].sort(), [
    "clientprofile/production/robot-client",
    "userprofile/production",
    "userprofile/production/work",
  ]);
  assertEquals(
    content?.configs.get("userprofile/production")?.get("auth_client_data"),
    '{"client_id": "cli-client", "client_secret": "cli-secret"}',
  );
});

Deno.test("readSqlite() needs permission to read the file, and nothing else", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/tokens.db`;
  await Deno.writeFile(path, await tokensDb());
  const script = `
    import { readSqlite } from ${
    JSON.stringify(sourceUrl("src/globus/storage/sqlite_database.ts"))
  };
    const content = await readSqlite(${JSON.stringify(path)});
    console.log(content.tokens.get("DEFAULT").size);
  `;
  const allowed = await runChild(script, { flags: [`--allow-read=${path}`] });
  assertEquals([allowed.stdout, allowed.code], ["2\n", 0]);
  const refused = await runChild(script, { flags: [`--allow-write=${path}`] });
  assertStringIncludes(
    refused.stderr,
    `PermissionNeededError: Cannot open ${path}: add --allow-read`,
  );
});

Deno.test("readSqlite() takes a file that is being made for an empty one", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/tokens.db`;
  assertEquals(await readSqlite(path), undefined);
  await Deno.writeFile(path, new Uint8Array());
  assertEquals((await readSqlite(path))?.tokens.size, 0);
});

Deno.test("readSqlite() refuses what is not a storage, and shows nothing of it", async () => {
  await using folder = await temporaryFolder();
  const secret = canary();
  const made = async (name: string, sql: string): Promise<string> => {
    const path = `${folder.path}/${name}.db`;
    await Deno.writeFile(path, await tokensDb());
    change(path, sql);
    return path;
  };
  const text = `${folder.path}/text.db`;
  await Deno.writeTextFile(text, `${secret} `.repeat(200));
  const schema = "'globus-sdk.database_schema_version'";
  const cases: [string, string][] = [
    [text, "file is not a database"],
    [folder.path, "it is a folder"],
    [await made("other", "DROP TABLE token_storage"), "no table token_storage"],
    [
      await made(
        "newer",
        `UPDATE sdk_storage_adapter_internal SET value = '3' WHERE attribute = ${schema}`,
      ),
      "a newer globus-sdk wrote it (schema version above 2); update keyferry",
    ],
    [
      await made("torn", `UPDATE token_storage SET token_data_json = '{"a": "${secret}'`),
      "it is not JSON",
    ],
    [
      await made("bare", `UPDATE token_storage SET token_data_json = '{"a": "${secret}"}'`),
      "has no access_token",
    ],
    [
      await made("bytes", "UPDATE token_storage SET token_data_json = x'00ff'"),
      "a row's token_data_json is not text",
    ],
    [
      await made("name", "UPDATE token_storage SET namespace = x'6162'"),
      "a row's namespace is not text",
    ],
  ];
  for (const [path, reason] of cases) {
    const error = await assertRejects(() => readSqlite(path), FileError);
    assertStringIncludes(error.message, path);
    assertStringIncludes(error.message, reason);
    assertNothingShown(error, secret);
  }
});

/** What a database holds, with its secrets. */
function plainly(content: Awaited<ReturnType<typeof readSqlite>>): unknown {
  return [...content?.tokens ?? []].map(([namespace, servers]) => {
    return [namespace, [...servers].map(([server, record]) => [server, record.reveal()])];
  });
}

Deno.test("sqliteTokenStorage() changes no storage of a newer schema, and no other program's database", async () => {
  await using folder = await temporaryFolder();
  for (
    const [sql, reason] of [
      ["UPDATE sdk_storage_adapter_internal SET value = '3' WHERE value = '2'", "update keyferry"],
      ["DROP TABLE token_storage", "no table token_storage"],
    ] as const
  ) {
    const path = `${folder.path}/${reason}.db`;
    await Deno.writeFile(path, await tokensDb());
    const [{ namespace, resource_server } = {}] = query(path, "SELECT * FROM token_storage");
    change(path, sql);
    const before = await Deno.readFile(path);
    const storage = sqliteTokenStorage(path, { namespace: String(namespace) });
    for (
      const work of [
        () => storage.storeTokenDataByResourceServer({ [transfer]: token() }),
        () => storage.removeTokenData(String(resource_server)),
      ]
    ) await assertRejects(work, FileError, reason);
    assertEquals(await Deno.readFile(path), before);
  }
  await Deno.writeFile(`${folder.path}/new.db`, new Uint8Array());
  assertEquals(await sqliteTokenStorage(`${folder.path}/new.db`).removeTokenData(transfer), false);
});

Deno.test("sqliteTokenStorage() stores nothing over a row that is not text", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/bytes.db`;
  await Deno.writeFile(path, await tokensDb());
  change(path, "UPDATE token_storage SET token_data_json = x'00ff'");
  const before = await Deno.readFile(path);
  const namespace = String(query(path, "SELECT namespace FROM token_storage")[0]?.namespace);
  await assertRejects(
    () => sqliteTokenFile(path).store(namespace, { [transfer]: token() }),
    FileError,
    "a row's token_data_json is not text",
  );
  assertEquals(await Deno.readFile(path), before);
});

Deno.test("sqliteTokenFile() proves by a commit that it can be written, holds room, and changes no row", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/tokens.db`;
  await Deno.writeFile(path, await tokensDb());
  const names = async (): Promise<number> => {
    return (await Array.fromAsync(Deno.readDir(folder.path))).length;
  };
  /** SQLite counts in the file's head how often it was changed. */
  const changes = async (): Promise<number> => {
    return new DataView((await Deno.readFile(path)).buffer).getUint32(24);
  };
  const [before, count] = [await readSqlite(path), await changes()];
  const { release } = await sqliteTokenFile(path).reserve("DEFAULT", {});
  assertEquals([await names(), await changes()], [2, count + 1]);
  await release();
  assertEquals(await names(), 1);
  assertEquals(JSON.stringify(plainly(await readSqlite(path))), JSON.stringify(plainly(before)));
  await Deno.remove(path);
  await (await sqliteTokenFile(path).reserve("DEFAULT", {})).release();
  assertEquals(await readSqlite(path), undefined);
});

Deno.test({
  name: "a pipe in the place of a SQLite file, or of its journal, is refused at once",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/tokens.db`;
    await sqliteTokenStorage(path).storeTokenDataByResourceServer({ [transfer]: token() });
    for (const pipe of [`${path}-journal`, path]) {
      await Deno.rename(pipe, `${path}.aside`).catch(() => {});
      await new Deno.Command("mkfifo", { args: [pipe] }).output();
      for (
        const use of [
          () => readSqlite(path),
          () => sqliteTokenStorage(path).storeTokenDataByResourceServer({ [transfer]: token() }),
          () => sqliteTokenStorage(path).removeTokenData(transfer),
        ]
      ) {
        const error = await assertRejects(use, FileError);
        assertStringIncludes(error.message, `Cannot read ${pipe}: it is not a regular file`);
      }
      await Deno.remove(pipe);
    }
  },
});
