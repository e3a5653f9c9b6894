import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { CredentialError, explain } from "../../../../src/credentials/mod.ts";
import { v2 } from "../../../../src/tapis/mod.ts";
import { currentFiles } from "../../../fixtures/tapis_caches.ts";
import {
  agpyList,
  newConfig,
  newRecord,
  oldConfig,
  python,
  singleConfig,
  switchedConfig,
} from "../../../fixtures/tapis_config_files.ts";
import { assertNothingShown } from "../../../helpers/canary.ts";
import { temporaryFolder, writeFiles } from "../../../helpers/temporary_folder.ts";

/** When every session of the fixtures is good still. */
const now = (): number => 1795277300_000;

/** Source, key and pair of what is restored from a home with these files. */
async function restored(
  files: Readonly<Record<string, string>>,
  choice: v2.SessionChoice = {},
): Promise<(string | undefined)[]> {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, files);
  const tapis = await v2.restore({ home: folder.path, env: {}, now, ...choice });
  const { access_token, refresh_token } = tapis.tokens().reveal();
  return [tapis.source, tapis.session.clientName, access_token, refresh_token];
}

const config = "~/.agave/config.json";

Deno.test("restore() takes AgavePy 0.9's current session out of config.json", async () => {
  const files = { ".agave/config.json": oldConfig };
  assertEquals(await restored(files), [config, "third", "access-0002", "refresh-0002"]);
});

Deno.test("restore() takes AgavePy 1.0's only session out of config.json", async () => {
  const files = { ".agave/config.json": singleConfig };
  assertEquals(await restored(files), [config, undefined, "access-0001", "refresh-0001"]);
});

Deno.test("restore() takes the record that AgavePy's session switch leaves as the current", async () => {
  const files = { ".agave/config.json": switchedConfig };
  assertEquals(await restored(files), [config, "one", "access-0001", "refresh-0001"]);
});

Deno.test("restore() chooses in config.json by tenant, user, client and key", async () => {
  const table: readonly [string, v2.SessionChoice, string][] = [
    [oldConfig, { clientName: "my_client" }, "access-0001"],
    [oldConfig, { clientName: "second" }, "access-0002"],
    [oldConfig, { apiKey: "the-api-key" }, "access-0001"],
    [newConfig, { clientName: "two" }, "access-0002"],
    [newConfig, { username: "bell" }, "access-0003"],
    [newConfig, { tenantId: "tacc.prod", apiKey: "K1" }, "access-0001"],
    [switchedConfig, { apiKey: "K3" }, "access-0003"],
    [switchedConfig, { clientName: "one" }, "access-0001"],
  ];
  for (const [text, choice, token] of table) {
    const [source, , accessToken] = await restored({ ".agave/config.json": text }, choice);
    assertEquals([source, accessToken], [config, token], JSON.stringify(choice));
  }
});

Deno.test("restore() lists several sessions instead of taking one of them", async () => {
  const table: readonly [string, v2.SessionChoice, string][] = [
    [newConfig, {}, "tacc.prod/taco/one, tacc.prod/taco/two, tacc.prod/bell/K3"],
    [newConfig, { username: "taco" }, "tacc.prod/taco/one, tacc.prod/taco/two:"],
    [newConfig, { tenantId: "tacc.prod" }, "tacc.prod/bell/K3"],
    [
      python({ current: { a: newRecord("ada", "a", 1), b: newRecord("bob", "b", 2) } }),
      {},
      "tacc.prod/ada/a, tacc.prod/bob/b",
    ],
  ];
  for (const [text, choice, names] of table) {
    const error = await assertRejects(
      () => restored({ ".agave/config.json": text }, choice),
      CredentialError,
    );
    assert(`${error.message.replace(" (", ":")}`.includes(names), error.message);
    assertStringIncludes(error.message, "choose one by tenantId, username, clientName or apiKey");
    assertNothingShown(error, "access-0001", "refresh-0002", "S2");
  }
});

Deno.test("restore() takes the newest of several records of one session", async () => {
  const older = { ...newRecord("taco", "one", 1), access_token: "older", created_at: 1795277000 };
  const text = python({
    current: { one: older },
    sessions: { "tacc.prod": { taco: { one: newRecord("taco", "one", 1) } } },
  });
  const files = { ".agave/config.json": text };
  assertEquals((await restored(files))[2], "access-0001");
});

Deno.test("restore() reads AgavePy's list in the home folder, in the library's spelling", async () => {
  const files = { ".agpy": agpyList };
  assertEquals(await restored(files), ["~/.agpy", "one", "access-0001", "refresh-0001"]);
  const chosen = await restored(files, { clientName: "two" });
  assertEquals(chosen, ["~/.agpy", "two", "access-0002", "refresh-0002"]);
});

Deno.test("restore() looks in current, then in .agpy, then in config.json", async () => {
  const [first] = currentFiles;
  const files = {
    ".agave/current": first?.text ?? "",
    ".agpy": agpyList,
    ".agave/config.json": newConfig,
  };
  const sources: (string | undefined)[] = [];
  for (const choice of [{}, { tenantId: "sd2e", apiKey: "K1" }, { username: "bell" }]) {
    sources.push((await restored(files, choice))[0]);
  }
  assertEquals(sources, ["~/.agave/current", "~/.agpy", config]);
});

Deno.test("a session of config.json that has ended is not a rival to one that can be used", async () => {
  const ended = { ...newRecord("ada", "a", 1), refresh_token: "", created_at: 1 };
  const text = python({
    sessions: { "tacc.prod": { ada: { a: ended }, taco: { two: newRecord("taco", "two", 2) } } },
  });
  assertEquals((await restored({ ".agave/config.json": text }))[1], "two");
});

Deno.test("config.json has a state for every defect", async () => {
  await using folder = await temporaryFolder();
  const record = newRecord("taco", "one", 1);
  const table: readonly [unknown, string][] = [
    [{}, "keyless"],
    [{ sessions: {} }, "keyless"],
    [{ sessions: [], current: "x" }, "keyless"],
    [{ sessions: { t: { u: { c: {} } } } }, "keyless"],
    [{ sessions: { t: { u: { c: { ...record, baseurl: "" } } } } }, "incomplete"],
    [{ sessions: { t: { u: { c: { ...record, baseurl: "ftp://x" } } } } }, "broken"],
    [{ current: { c: { ...record, apikey: "", created_at: 1 } } }, "expired"],
    [[record], "broken"],
    [{ current: { c: record } }, "used"],
    [{ current: record }, "used"],
  ];
  for (const [document, state] of table) {
    await writeFiles(folder.path, { ".agave/config.json": python(document) });
    const { lines } = await explain(v2.sessionChain({ home: folder.path, env: {}, now }));
    assertEquals(lines.at(-1)?.state, state, python(document));
    assertNothingShown(lines, "access-0001", "refresh-0001");
  }
});

Deno.test("a session without an access token is used where it can get one", async () => {
  const { access_token: _token, ...rest } = newRecord("taco", "one", 1);
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".agave/current": python(rest) });
  const tapis = await v2.restore({ home: folder.path, env: {}, now });
  assertEquals(tapis.capabilities.canRefresh, true);
  assertThrows(() => tapis.tokens(), CredentialError, "no token yet");
});

Deno.test("a session that older tools do not look for comes with a word about it", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await writeFiles(path, {
    "mine/current": python(newRecord("taco", "one", 1)),
    ".agave/current": python(newRecord("taco", "one", 1)),
  });
  const table: readonly [Record<string, string>, string | undefined][] = [
    [{ TAPIS_CACHE_DIR: `${path}/mine` }, "look in ~/.agave: set AGAVE_CACHE_DIR"],
    [
      { TAPIS_CACHE_DIR: `${path}/mine`, AGAVE_CACHE_DIR: `${path}/other` },
      "look in $AGAVE_CACHE_DIR: set AGAVE_CACHE_DIR",
    ],
    [{ TAPIS_CACHE_DIR: `${path}/mine/`, AGAVE_CACHE_DIR: `${path}/mine` }, undefined],
    [{ TAPIS_CACHE_DIR: `${path}/.agave` }, undefined],
    [{ AGAVE_CACHE_DIR: `${path}/mine` }, undefined],
    [{}, undefined],
  ];
  for (const [env, words] of table) {
    const { lines } = await explain(v2.sessionChain({ home: path, env, now }));
    const warnings = lines.find(({ state }) => state === "used")?.warnings?.join();
    if (words === undefined) assertEquals(warnings, undefined);
    else assertStringIncludes(warnings ?? "", words);
  }
});
