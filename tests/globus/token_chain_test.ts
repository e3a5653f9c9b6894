import { DatabaseSync } from "node:sqlite";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  CredentialError,
  explain,
  formatReport,
  fromValue,
  type ReportLine,
  requiredPermissions,
  resolve,
} from "../../src/credentials/mod.ts";
import { restore, tokenChain, type TokenChoice } from "../../src/globus/mod.ts";
import { assertNothingShown } from "../helpers/canary.ts";
import { snapshot, temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import {
  app,
  end,
  otherPerson,
  person,
  storageDb,
  tokensDb,
  tokensJson,
} from "../fixtures/globus_homes.ts";

const appFolder = `.globus/app/${app.clientId}/${app.slug}`;
const storage = ".globus/cli/storage.db";

async function reveal(folder: string, choice: TokenChoice = {}): Promise<string[]> {
  const chain = tokenChain({ env: {}, home: folder, ...choice });
  const { value, source } = await resolve(chain);
  return [value.transfer?.reveal() ?? "", source];
}

async function refusal(folder: string, choice: TokenChoice = {}): Promise<string> {
  const error = await assertRejects(() => reveal(folder, choice), CredentialError);
  assertNothingShown(error, "app-access-transfer", "app-refresh-transfer", "cli-access-transfer");
  return error.message;
}

Deno.test("tokenChain() settles the search: no source looks into the caller's options again", async () => {
  await using folder = await temporaryFolder();
  const cfg = "[general]\ntransfer_token = from-cfg\n";
  await writeFiles(folder.path, {
    ".globus.cfg": cfg,
    [`${appFolder}/tokens.json`]: tokensJson,
    [storage]: await storageDb(),
  });
  const values = { GLOBUS_SDK_TRANSFER_TOKEN: "from-file", GLOBUS_SDK_ENVIRONMENT: "preview" };
  const common = { env: {}, home: folder.path, envFile: { path: ".env", values } };
  const own = { name: "own", permissions: [], load: () => fromValue("own").load() };
  for (
    const more of [{}, { sources: [own] }, { clientId: app.clientId, app: app.name }, {
      profile: "",
    }]
  ) {
    const read: string[] = [];
    const choice: TokenChoice = new Proxy({ ...common, ...more }, {
      get(target, name): unknown {
        read.push(String(name));
        return Reflect.get(target, name);
      },
    });
    const { sources } = tokenChain(choice);
    assert(read.includes("home"));
    read.length = 0;
    const used = await Array.fromAsync(sources, async (source) => (await source.load()).state);
    assert(used.includes("used"), JSON.stringify(used));
    assertEquals(read, [], Object.keys(more).join());
  }
});

Deno.test("tokenChain() takes tokens in its order, each place before the next", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    ".globus.cfg": "[general]\ntransfer_token = from-cfg\n",
    [`${appFolder}/tokens.json`]: tokensJson,
    [storage]: await storageDb(),
  });
  const env = {
    GLOBUS_SDK_TRANSFER_TOKEN: "from-env",
    GLOBUS_CLIENT_ID: "id",
    GLOBUS_CLIENT_SECRET: "secret",
    GLOBUS_CLI_CLIENT_ID: "cli-id",
    GLOBUS_CLI_CLIENT_SECRET: "secret",
  };
  const order: string[] = [];
  for (const name of ["", ...Object.keys(env)]) {
    Reflect.deleteProperty(env, name);
    if (name.endsWith("_ID")) continue;
    const { source } = await resolve(tokenChain({ env, home: folder.path }));
    order.push(source);
  }
  assertEquals(order, [
    "GLOBUS_SDK_TRANSFER_TOKEN",
    "GLOBUS_CLIENT_ID + GLOBUS_CLIENT_SECRET",
    "GLOBUS_CLI_CLIENT_ID + GLOBUS_CLI_CLIENT_SECRET",
    "~/.globus.cfg",
  ]);
  await Deno.remove(`${folder.path}/.globus.cfg`);
  assertEquals(await reveal(folder.path), [
    "app-access-transfer",
    `~/${appFolder}/tokens.json`,
  ]);
  await Deno.remove(`${folder.path}/${appFolder}/tokens.json`);
  assertEquals(await reveal(folder.path), [
    "cli-access-transfer",
    `~/${storage} (userprofile/production)`,
  ]);
});

Deno.test("tokenChain() leaves the environment out when the caller chooses", async () => {
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "from-env", GLOBUS_PROFILE: "work" };
  const names = (choice: TokenChoice) => {
    return tokenChain({ env, home: "/home/ada", ...choice }).sources.map(({ name }) => name);
  };
  const file = `~/.globus/app/made-up/lab/tokens`;
  assertEquals(names({ app: "Lab" }), ["~/.globus/app"]);
  assertEquals(names({ app: "Lab", clientId: "made-up" }), [`${file}.json`, `${file}.db`]);
  assertEquals(names({ clientId: "made-up" }), [
    "~/.globus.cfg",
    "~/.globus/app/made-up",
    `~/${storage}`,
  ]);
  assertEquals(names({ profile: "" }), [`~/${storage}`]);
  assertEquals(names({ namespace: "x" }), ["~/.globus/app", `~/${storage}`]);
  assertEquals(names({ clientId: "made-up", clientSecret: "s" }), ["given by the caller"]);
  assertThrows(() => names({ clientSecret: "s" }), TypeError, "give clientId");
  assertThrows(() => names({ profile: "x", app: "Lab" }), TypeError, "choose one");

  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [storage]: await storageDb() });
  const { value } = await resolve(tokenChain({ env, home: folder.path, profile: "" }));
  assertEquals(value.transfer?.reveal(), "cli-access-transfer");
});

Deno.test("tokenChain() asks for the permissions of each place and no other", () => {
  const chain = tokenChain({ home: "/home/ada" });
  assertEquals(
    chain.sources.map(({ permissions }) => {
      return permissions.map((one) => one.name === "env" ? one.variable : JSON.stringify(one));
    }),
    [
      ["GLOBUS_SDK_TRANSFER_TOKEN", "GLOBUS_SDK_AUTH_TOKEN"],
      ["GLOBUS_CLIENT_ID", "GLOBUS_CLIENT_SECRET"],
      ["GLOBUS_CLI_CLIENT_ID", "GLOBUS_CLI_CLIENT_SECRET"],
      ['{"name":"read","path":"/home/ada/.globus.cfg"}'],
      ['{"name":"read","path":"/home/ada/.globus/app"}'],
      ["GLOBUS_PROFILE", '{"name":"read","path":"/home/ada/.globus/cli/storage.db"}'],
    ],
  );
  assertEquals(requiredPermissions(tokenChain({ home: "/home/ada", profile: "x" })), [
    { name: "read", path: "/home/ada/.globus/cli/storage.db" },
  ]);
});

Deno.test("a client id alone in the environment is not half of a pair, a secret alone is", async () => {
  const lines = async (env: Record<string, string>) => {
    const report = await explain(tokenChain({ home: "/nowhere", env }));
    return report.lines.slice(1, 3).map(({ state, next }) => next ? `${state}: ${next}` : state);
  };
  assertEquals(await lines({ GLOBUS_CLIENT_ID: "id" }), ["unset", "unset"]);
  assertEquals(await lines({ GLOBUS_CLIENT_SECRET: "secret" }), [
    "incomplete: set GLOBUS_CLIENT_ID",
    "not reached",
  ]);
  assertEquals(await lines({ GLOBUS_CLIENT_ID: "id", GLOBUS_CLIENT_SECRET: "" }), [
    "incomplete: set GLOBUS_CLIENT_SECRET",
    "not reached",
  ]);
  assertEquals(await lines({ GLOBUS_CLI_CLIENT_ID: "id" }), [
    "unset",
    "incomplete: set GLOBUS_CLI_CLIENT_SECRET",
  ]);
  assertEquals(await lines({ GLOBUS_CLI_CLIENT_SECRET: "s", GLOBUS_CLI_CLIENT_ID: "a:b" }), [
    "unset",
    "broken: give the id alone",
  ]);
});

Deno.test("tokenChain() reads an app's database like its JSON file, and says whose tokens they are", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [`${appFolder}/tokens.db`]: await tokensDb() });
  const before = await snapshot(folder.path);
  const found = ["app-access-transfer", `~/${appFolder}/tokens.db`];
  assertEquals(await reveal(folder.path), found);
  assertEquals(await reveal(folder.path, { app: app.name }), found);
  assertEquals(await reveal(folder.path, { app: app.name, clientId: app.clientId }), found);
  const report = await explain(tokenChain({ env: {}, home: folder.path, app: app.name }));
  assertStringIncludes(formatReport(report), `identity ${person}`);
  assertEquals((await restore({ env: {}, home: folder.path })).session.identityId, person);
  assertEquals(await snapshot(folder.path), before);
});

Deno.test("tokenChain() takes one of an app's two files where both are one person's", async () => {
  await using folder = await temporaryFolder();
  const [json, db] = [`${appFolder}/tokens.json`, `${appFolder}/tokens.db`];
  await writeFiles(folder.path, { [json]: tokensJson, [db]: await tokensDb() });
  assertEquals((await reveal(folder.path))[1], `~/${json}`);
  await writeFiles(folder.path, { [json]: tokensJson.replaceAll(person, otherPerson) });
  const message = await refusal(folder.path);
  assertStringIncludes(
    message,
    `tokens.json (identity ${otherPerson}), tokens.db (identity ${person})`,
  );
  const past = tokensJson.replaceAll("4102444800", "1").replaceAll("refresh_token", "x");
  await writeFiles(folder.path, { [json]: past });
  assertEquals((await reveal(folder.path))[1], `~/${db}`);
});

Deno.test("tokenChain() prefers the apps' own namespace, and never guesses between people", async () => {
  await using folder = await temporaryFolder();
  const records = /\{"transfer.*\}(?=\}, "format)/.exec(tokensJson)?.[0] ?? "";
  const two = (first: string, second: string, identity: string) =>
    `{"data": {"${first}": ${records.replaceAll(/-access/g, "-first")}, "${second}": ${
      records.replaceAll(person, identity)
    }}, "format_version": "2.0", "globus-sdk.version": "4.9.0"}`;
  const path = `${appFolder}/tokens.json`;
  await writeFiles(folder.path, { [path]: two("lab", "DEFAULT", person) });
  assertEquals((await reveal(folder.path))[0], "app-access-transfer");
  assertEquals((await reveal(folder.path, { namespace: "lab" }))[0], "app-first-transfer");

  await writeFiles(folder.path, { [path]: two("DEFAULT", "lab", otherPerson) });
  assertStringIncludes(
    await refusal(folder.path),
    `several namespaces: DEFAULT (identity ${person}), lab (identity ${otherPerson}) ` +
      "(choose one by namespace",
  );
  assertEquals((await reveal(folder.path, { namespace: "lab" }))[0], "app-access-transfer");
  assertStringIncludes(
    await refusal(folder.path, { namespace: "none" }),
    'has no token for transfer.api.globus.org in the namespace "none"',
  );
});

Deno.test("tokenChain() offers what finds a login for what was chosen: a namespace that is there, the profile's own program", async () => {
  await using folder = await temporaryFolder();
  const step = async (choice: TokenChoice) => {
    return (await assertRejects(() => reveal(folder.path, choice), CredentialError)).step;
  };
  // keyferry's own login would be found by none of these.
  const programs: readonly [choice: TokenChoice, command: string][] = [
    [{ profile: "my lab" }, "GLOBUS_PROFILE='my lab' globus login --force"],
    [{ profile: "" }, "globus login --force"],
    [
      { profile: "lab", environment: "preview" },
      "GLOBUS_SDK_ENVIRONMENT=preview GLOBUS_PROFILE=lab",
    ],
  ];
  for (const [choice, command] of programs) {
    assertStringIncludes(await refusal(folder.path, choice), `Next: ${command}`);
  }
  // Another service's tokens make no namespace that could be chosen.
  const document = JSON.parse(tokensJson);
  document.data.other = { "auth.globus.org": document.data.DEFAULT["auth.globus.org"] };
  await writeFiles(folder.path, { [`${appFolder}/tokens.json`]: JSON.stringify(document) });
  assertEquals(await step({ namespace: "none" }), {
    kind: "choose",
    platform: "Globus",
    by: ["namespace"],
    among: ["DEFAULT"],
  });
});

Deno.test("tokenChain() finds globus-cli's logins by profile, namespace, client and environment", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [storage]: await storageDb() });
  const before = await snapshot(folder.path);
  const found = async (choice: TokenChoice) => (await reveal(folder.path, choice))[0];
  assertEquals(await found({}), "cli-access-transfer");
  assertEquals(await found({ env: { GLOBUS_PROFILE: "" } }), "cli-access-transfer");
  assertEquals(await found({ env: { GLOBUS_PROFILE: "work" } }), "work-access-transfer");
  assertEquals(await found({ profile: "work" }), "work-access-transfer");
  assertEquals(await found({ namespace: "userprofile/production/work" }), "work-access-transfer");
  assertEquals(await found({ clientId: "work-client" }), "work-access-transfer");
  assertEquals(await found({ clientId: "robot-client" }), "robot-access-transfer");
  const other = await refusal(folder.path, { profile: "home" });
  assertStringIncludes(other, 'no token for transfer.api.globus.org under profile "home"');
  assertStringIncludes(other, "userprofile/production/work");
  assertStringIncludes(
    await refusal(folder.path, { environment: "preview", profile: "work" }),
    "~/.globus/cli/storage.db has no token",
  );
  assertEquals(await snapshot(folder.path), before);

  const { value } = await resolve(tokenChain({ env: {}, home: folder.path, profile: "work" }));
  assertEquals(
    [value.identityId, value.client?.clientId, value.client?.clientSecret?.reveal()],
    [otherPerson, "work-client", "work-secret"],
  );
});

Deno.test("tokenChain() lists globus-cli's logins where a choice leaves several", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [storage]: await storageDb() });
  const db = new DatabaseSync(`${folder.path}/${storage}`);
  db.exec(
    "UPDATE config_storage SET config_data_json = replace(config_data_json, 'work-', 'cli-')",
  );
  db.close();
  assertStringIncludes(
    await refusal(folder.path, { clientId: "cli-client" }),
    "holds several logins: userprofile/production, userprofile/production/work " +
      "(choose one by namespace",
  );
});

/** What a search says of one of its places. */
async function lineOf(source: string, choice: TokenChoice): Promise<ReportLine | undefined> {
  const { lines } = await explain(tokenChain(choice));
  return lines.find((line) => line.source.startsWith(source));
}

Deno.test("globus-cli's token without its client is good until it ends, and then expired", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [storage]: await storageDb() });
  const db = new DatabaseSync(`${folder.path}/${storage}`);
  db.exec("DELETE FROM config_storage WHERE config_name = 'auth_client_data'");
  db.close();
  assertEquals((await reveal(folder.path))[0], "cli-access-transfer");
  const later = { env: {}, home: folder.path, now: () => 4_200_000_000_000 };
  const line = await lineOf(`~/${storage}`, later);
  assertEquals(line?.state, "expired");
  assertStringIncludes(line?.detail ?? "", "no refresh token whose app is known");
});

Deno.test("a login that nobody has used for half a year does not hide the one of today", async () => {
  await using folder = await temporaryFolder();
  const day = 86_400_000;
  const at = (days: number) => ({ now: () => end * 1000 + days * day });
  const old = (end - 400 * 86_400).toString();
  await writeFiles(folder.path, {
    ".globus.cfg": "[cli]\ntransfer_access_token = dead\ntransfer_refresh_token = dead\n" +
      `transfer_access_token_expires = ${old}\n`,
    [storage]: await storageDb(),
  });
  assertEquals((await reveal(folder.path, at(-1)))[0], "cli-access-transfer");
  assertEquals((await reveal(folder.path, at(180)))[0], "cli-access-transfer");
  const message = await refusal(folder.path, at(190));
  assertEquals(message.match(/expired over six months ago/g)?.length, 2);
});

Deno.test("a database of tokens has a state for every defect", async () => {
  await using folder = await temporaryFolder();
  const state = async (source: string) => {
    const line = await lineOf(source, { env: {}, home: folder.path });
    return `${line?.state} ${line?.detail}`;
  };
  const folderOfApp = `${folder.path}/${appFolder}`;
  await writeFiles(folder.path, {
    [`${appFolder}/tokens.db`]: "no database, just a text. ".repeat(99),
  });
  const apps = "~/.globus/app";
  assertStringIncludes(await state(apps), "which cannot be used: file is not a database");
  await Deno.remove(`${folderOfApp}/tokens.db`);
  await Deno.mkdir(`${folderOfApp}/tokens.db`);
  assertStringIncludes(await state(apps), "which cannot be used: it is a folder");
  await Deno.remove(folderOfApp, { recursive: true });
  await writeFiles(folder.path, { [storage]: "" });
  assertEquals([await state(apps), await state(`~/${storage}`)], [
    "missing contains no token files",
    "keyless has no token for transfer.api.globus.org in userprofile/production",
  ]);
});

Deno.test("an app's folder that cannot be looked into ends the search: its login may be the one that is meant", async () => {
  if (Deno.build.os === "windows") return;
  await using folder = await temporaryFolder();
  const slug = appFolder.split("/").at(-1) ?? "";
  const above = `${folder.path}/${appFolder.slice(0, -slug.length - 1)}`;
  await Deno.mkdir(above, { recursive: true });
  // Not even root can: whoever is not root meets the same with a folder of root's.
  await Deno.symlink(slug, `${above}/${slug}`);
  await writeFiles(folder.path, { [storage]: await storageDb() });
  const line = await lineOf("~/.globus/app", { env: {}, home: folder.path });
  assertEquals(line?.state, "broken");
  assertStringIncludes(line?.detail ?? "", "Too many levels of symbolic links");
  await assertRejects(() => reveal(folder.path), CredentialError, "going on would let");
});

Deno.test("a database that others can read is used, with a warning", async () => {
  if (Deno.build.os === "windows") return;
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [storage]: await storageDb() });
  await Deno.chmod(`${folder.path}/${storage}`, 0o644);
  const line = await lineOf(`~/${storage}`, { env: {}, home: folder.path });
  assert(line?.warnings?.[0]?.includes("mode 0644"));
});
