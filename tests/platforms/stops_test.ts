import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { dirname } from "@std/path/dirname";
import {
  type Chain,
  CredentialError,
  type Env,
  resolve,
  type Surroundings,
} from "../../src/credentials/mod.ts";
import { tokenChain } from "../../src/globus/mod.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { assertNothingShown, canary } from "../helpers/canary.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";

const app = ".globus/app/5c4f1d2e-7a63-4b8e-8f0d-2f9f6f1f7a10/my-app";

function storage(token: string, format = "2.0"): string {
  const server = "transfer.api.globus.org";
  const record = {
    resource_server: server,
    scope: "all",
    access_token: token,
    token_type: "Bearer",
  };
  const data = { DEFAULT: { [server]: record } };
  return JSON.stringify({ data, format_version: format, "globus-sdk.version": "4.9.0" });
}

/** A database of tokens, as schema 2 of the Python SDK has it. */
async function database(path: string, token: string, schema = "2"): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  db.exec(`
    CREATE TABLE token_storage (namespace VARCHAR NOT NULL, resource_server VARCHAR NOT NULL,
      token_data_json VARCHAR NOT NULL, PRIMARY KEY (namespace, resource_server));
    CREATE TABLE sdk_storage_adapter_internal (attribute VARCHAR NOT NULL, value VARCHAR NOT NULL,
      PRIMARY KEY (attribute));
  `);
  db.prepare("INSERT INTO sdk_storage_adapter_internal VALUES (?, ?)")
    .run("globus-sdk.database_schema_version", schema);
  const record = JSON.parse(storage(token)).data.DEFAULT["transfer.api.globus.org"];
  db.prepare("INSERT INTO token_storage VALUES (?, ?, ?)")
    .run("DEFAULT", record.resource_server, JSON.stringify(record));
  db.close();
}

/** Another person's session, which must not win. */
const stored = {
  [`${app}/tokens.json`]: storage("stored-transfer"),
  ".agave/current": JSON.stringify({
    tenantid: "t",
    baseurl: "https://t.example.org",
    username: "somebody",
    access_token: "stored",
  }),
};

const tenant = { TAPIS_BASE_URL: "https://t.example.org" };

const halves: readonly [
  platform: string,
  chain: (options: Surroundings) => Chain<unknown>,
  env: Env,
  missing: string,
][] = [
  ["Globus", tokenChain, { GLOBUS_CLI_CLIENT_ID: "id" }, "GLOBUS_CLI_CLIENT_SECRET"],
  ["Globus", tokenChain, { GLOBUS_CLI_CLIENT_SECRET: "s" }, "GLOBUS_CLI_CLIENT_ID"],
  [
    "Globus",
    tokenChain,
    { GLOBUS_CLI_CLIENT_ID: "id", GLOBUS_CLI_CLIENT_SECRET: "" },
    "GLOBUS_CLI_CLIENT_SECRET",
  ],
  ["Globus", tokenChain, { GLOBUS_CLIENT_SECRET: "s" }, "GLOBUS_CLIENT_ID"],
  [
    "Globus",
    tokenChain,
    { GLOBUS_CLIENT_ID: "id", GLOBUS_CLIENT_SECRET: "" },
    "GLOBUS_CLIENT_SECRET",
  ],
  ["Tapis v2", v2.sessionChain, { TAPIS_API_KEY: "k" }, "TAPIS_API_SECRET"],
  ["Tapis v2", v2.sessionChain, { TAPIS_API_SECRET: "s" }, "TAPIS_API_KEY"],
  ["Tapis v2", v2.sessionChain, { TAPIS_API_KEY: "k", TAPIS_API_SECRET: "" }, "TAPIS_API_SECRET"],
  [
    "Tapis v2",
    v2.sessionChain,
    {
      TAPIS_BASE_URL: "https://t.example.org",
      TAPIS_USERNAME: "a",
      TAPIS_PASSWORD: "p",
      TAPIS_API_KEY: "k",
    },
    "TAPIS_API_SECRET",
  ],
  ["Tapis v3", v3.sessionChain, { TAPIS_CLIENT_ID: "c" }, "TAPIS_CLIENT_KEY"],
  ["Tapis v3", v3.sessionChain, { TAPIS_CLIENT_KEY: "k" }, "TAPIS_CLIENT_ID"],
  ["Tapis v3", v3.sessionChain, { TAPIS_CLIENT_ID: "c", TAPIS_CLIENT_KEY: "" }, "TAPIS_CLIENT_KEY"],
  ["Tapis v2", v2.sessionChain, { ...tenant, TAPIS_PASSWORD: "p" }, "TAPIS_USERNAME"],
  [
    "Tapis v2",
    v2.sessionChain,
    { ...tenant, TAPIS_USERNAME: "a", TAPIS_PASSWORD: "" },
    "TAPIS_PASSWORD",
  ],
  ["Tapis v3", v3.sessionChain, { ...tenant, TAPIS_PASSWORD: "p" }, "TAPIS_USERNAME"],
  [
    "Tapis v3",
    v3.sessionChain,
    { ...tenant, TAPIS_USERNAME: "a", TAPIS_PASSWORD: "" },
    "TAPIS_PASSWORD",
  ],
];
for (const [platform, chain, env, missing] of halves) {
  const set = Object.entries(env).map(([name, value]) => `${name}=${value && "..."}`).join(" ");
  Deno.test(`${platform}: ${set} without ${missing} acts as nobody else`, async () => {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, stored);
    const error = await assertRejects(
      () => resolve(chain({ home: folder.path, env })),
      CredentialError,
    );
    assertStringIncludes(error.message, missing);
    assertStringIncludes(error.message, "Cannot use ");
    assertEquals(error.step?.kind === "set variable" || error.step?.kind === "other", true);
    const stopped = error.report.lines.filter(({ stops }) => stops);
    assertEquals(stopped.map(({ state }) => state), ["incomplete"]);
    assertEquals(error.report.lines.at(-1)?.state, "not reached");
  });
}

const wholes: readonly [string, (options: Surroundings) => Chain<unknown>, Env][] = [
  ["an app's id alone, which login uses", tokenChain, { GLOBUS_CLIENT_ID: "id" }],
  ["an address alone", v2.sessionChain, { TAPIS_BASE_URL: "https://t.example.org" }],
  ["a whole OAuth client without a token", v2.sessionChain, {
    TAPIS_API_KEY: "k",
    TAPIS_API_SECRET: "s",
  }],
];
for (const [what, chain, env] of wholes) {
  Deno.test(`${what} is not half of a pair: the search goes on`, async () => {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, stored);
    const { source } = await resolve(chain({ home: folder.path, env }));
    assertStringIncludes(source, "~/.");
  });
}

for (const [version, chain] of [["v2", v2.sessionChain], ["v3", v3.sessionChain]] as const) {
  Deno.test(`Tapis ${version}: a user's name alone is whose stored session is used, and no one else's`, async () => {
    await using folder = await temporaryFolder();
    const client = { client_id: "c", client_key: "k", refresh_token: "r" };
    const session = { base_url: tenant.TAPIS_BASE_URL, username: "somebody", ...client };
    await writeFiles(folder.path, {
      ...stored,
      ".agave/keyferry.json": JSON.stringify({ tapis_v3: { session } }),
    });
    const used = async (env: Env): Promise<string> => {
      return (await resolve<unknown>(chain({ home: folder.path, env }))).source;
    };
    assertStringIncludes(await used({}), "~/.agave/");
    for (const more of [{}, tenant, { TAPIS_PASSWORD: undefined }]) {
      assertStringIncludes(await used({ ...more, TAPIS_USERNAME: "somebody" }), "~/.agave/");
      const error = await assertRejects(
        () => used({ ...more, TAPIS_USERNAME: "ada" }),
        CredentialError,
      );
      assertStringIncludes(error.message, "TAPIS_USERNAME is ada");
    }
  });
}

Deno.test("a database that another program locks is locked, and not to be deleted", async () => {
  await using folder = await temporaryFolder();
  const secret = canary();
  const path = `${folder.path}/${app}/tokens.db`;
  await database(path, secret);
  const other = new DatabaseSync(path);
  other.exec("BEGIN EXCLUSIVE");
  try {
    const error = await assertRejects(
      () => resolve(tokenChain({ home: folder.path, env: { GLOBUS_SDK_AUTH_TOKEN: undefined } })),
      CredentialError,
    );
    const line = error.report.lines.find(({ state }) => state === "locked");
    assertEquals([line?.step, error.step], [{ kind: "try again" }, { kind: "try again" }]);
    assertStringIncludes(error.message, "another program holds its lock (waited 5 s) (try again;");
    assertNothingShown(error, secret);
  } finally {
    other.exec("ROLLBACK");
    other.close();
  }
  const { value } = await resolve(tokenChain({ home: folder.path, env: {} }));
  assertEquals(value.transfer?.reveal(), secret);
});

Deno.test("a storage of a newer format says what to update, and is not to be deleted", async () => {
  for (const format of ["json", "db"] as const) {
    await using folder = await temporaryFolder();
    const secret = canary();
    const path = `${folder.path}/${app}/tokens.${format}`;
    if (format === "db") await database(path, secret, "3");
    else await writeFiles(folder.path, { [`${app}/tokens.json`]: storage(secret, "3.0") });
    const error = await assertRejects(
      () => resolve(tokenChain({ home: folder.path, env: {} })),
      CredentialError,
    );
    assert(error.report.lines.some(({ state }) => state === "newer"), format);
    assertEquals(error.step, { kind: "update", program: "keyferry" });
    assertStringIncludes(error.message, "a newer globus-sdk wrote it");
    assertNothingShown(error, secret);
  }
});
