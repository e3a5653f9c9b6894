import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CredentialError, FileError } from "../../../../src/credentials/mod.ts";
import { v2 } from "../../../../src/tapis/mod.ts";
import {
  newConfig,
  newRecord,
  oldConfig,
  python,
  switchedConfig,
} from "../../../fixtures/tapis_config_files.ts";
import { assertNothingShown } from "../../../helpers/canary.ts";
import { entryUrl, runChild } from "../../../helpers/child.ts";
import { snapshot, temporaryFolder, writeFiles } from "../../../helpers/temporary_folder.ts";

/** Sessions as tenant/user/client, the current one with a star. */
function names(sessions: readonly v2.StoredSession[]): string[] {
  return sessions.map(({ tenantId, username, clientName, apiKey, isCurrent }) => {
    return `${tenantId}/${username}/${clientName ?? apiKey}${isCurrent ? "*" : ""}`;
  });
}

const [one, two, three] = [
  newRecord("taco", "one", 1),
  newRecord("taco", "two", 2),
  newRecord("bell", null, 3),
];
const all = ["tacc.prod/taco/one", "tacc.prod/taco/two", "tacc.prod/bell/K3"];

Deno.test("listSessions() lists each session of the cache once, the current one first", async () => {
  const table: readonly [Record<string, string>, readonly string[]][] = [
    [{}, []],
    [{ "config.json": newConfig }, all],
    [{ current: python(two) }, ["tacc.prod/taco/two*"]],
    [{ current: python(three), "config.json": newConfig }, [
      `${all[2]}*`,
      all[0] ?? "",
      all[1] ?? "",
    ]],
    [{ "config.json": oldConfig }, ["tacc.prod/taco/third*", "tacc.prod/taco/my_client"]],
    [{ "config.json": switchedConfig }, [`${all[0]}*`, all[1] ?? "", all[2] ?? ""]],
    [{ current: python([two, one]) }, ["tacc.prod/taco/two*", "tacc.prod/taco/one"]],
  ];
  for (const [files, wanted] of table) {
    await using folder = await temporaryFolder();
    await writeFiles(`${folder.path}/.agave`, files);
    const sessions = await v2.listSessions({ home: folder.path, env: {} });
    assertEquals(names(sessions).sort(), [...wanted].sort());
    const stars = names(sessions).filter((name) => name.endsWith("*"));
    assertEquals(names(sessions).slice(0, stars.length), stars);
    assertNothingShown(sessions, "access-0001", "refresh-0002", "the-api-secret");
  }
});

Deno.test("listSessions() tells what can be renewed, and until when a token lasts", async () => {
  await using folder = await temporaryFolder();
  const { refresh_token: _refresh, ...bare } = one;
  await writeFiles(folder.path, { ".agave/current": python([bare, two]) });
  const sessions = await v2.listSessions({ home: folder.path, env: {} });
  assertEquals(sessions.map(({ canRefresh, expiresAt }) => [canRefresh, expiresAt]), [
    [false, (1795277229 + 3600) * 1000],
    [true, (1795277230 + 3600) * 1000],
  ]);
});

Deno.test("switchSession() makes a session current for every tool, and loses none", async () => {
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  await writeFiles(`${folder.path}/.agave`, { current: python(three), "config.json": newConfig });
  for (const clientName of ["one", "two", "one"]) {
    const chosen = await v2.switchSession(
      { tenantId: "tacc.prod", username: "taco", clientName },
      here,
    );
    assertEquals(names([chosen]), [`tacc.prod/taco/${clientName}*`]);
    const tapis = await v2.restore({ ...here, now: () => 1795277300_000 });
    assertEquals([tapis.session.clientName, tapis.source], [clientName, "~/.agave/current"]);
    const config = JSON.parse(await Deno.readTextFile(`${folder.path}/.agave/config.json`));
    assertEquals(Object.keys(config.current), [clientName]);
    const current = JSON.parse(await Deno.readTextFile(`${folder.path}/.agave/current`));
    assertEquals(config.current[clientName], current);
    assertEquals(config.sessions["tacc.prod"].bell.K3, three);
    assertEquals((await v2.listSessions(here)).length, 3);
  }
  const current = JSON.parse(await Deno.readTextFile(`${folder.path}/.agave/current`));
  assertEquals(current, { ...one, devurl: "" });
});

Deno.test("switchSession() keeps a current session that was nowhere else", async () => {
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  const lone = { ...newRecord("ada", "lone", 7), big: "kept" };
  await writeFiles(`${folder.path}/.agave`, { current: python(lone), "config.json": newConfig });
  await v2.switchSession({ clientName: "two" }, here);
  const config = JSON.parse(await Deno.readTextFile(`${folder.path}/.agave/config.json`));
  assertEquals(config.sessions["tacc.prod"].ada.lone, { ...lone, devurl: "" });
  await v2.switchSession({ username: "ada" }, here);
  const current = JSON.parse(await Deno.readTextFile(`${folder.path}/.agave/current`));
  assertEquals(current, { ...lone, devurl: "" });
});

Deno.test("switchSession() fixes the slot that AgavePy's own switch overwrites", async () => {
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  await writeFiles(`${folder.path}/.agave`, {
    current: python(one),
    "config.json": switchedConfig,
  });
  await v2.switchSession({ username: "bell" }, here);
  assertEquals(names(await v2.listSessions(here)).sort(), [
    `${all[2]}*`,
    all[0] ?? "",
    all[1] ?? "",
  ]);
  const { session } = await v2.restore({ ...here, apiKey: "K1", now: () => 1795277300_000 });
  assertEquals(session.clientName, "one");
});

Deno.test("switchSession() puts the newer tokens of a session into its slot", async () => {
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  const renewed = { ...three, access_token: "renewed", created_at: 1795277299 };
  await writeFiles(`${folder.path}/.agave`, { current: python(renewed), "config.json": newConfig });
  await v2.switchSession({ clientName: "one" }, here);
  const config = JSON.parse(await Deno.readTextFile(`${folder.path}/.agave/config.json`));
  assertEquals(config.sessions["tacc.prod"].bell.K3.access_token, "renewed");
});

Deno.test("switchSession() turns a list in current into one record, the others into sessions", async () => {
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  await writeFiles(folder.path, { ".agave/current": python([one, two]) });
  await v2.switchSession({ clientName: "two" }, here);
  assertEquals(names(await v2.listSessions(here)), ["tacc.prod/taco/two*", "tacc.prod/taco/one"]);
  const current = JSON.parse(await Deno.readTextFile(`${folder.path}/.agave/current`));
  assertEquals(current.client_name, "two");
});

Deno.test("switchSession() refuses a choice of none or of several, and changes nothing", async () => {
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  await writeFiles(folder.path, { ".agave/config.json": newConfig });
  const before = await snapshot(folder.path);
  const table: readonly [v2.SessionChoice, string][] = [
    [{ clientName: "none" }, "No session in"],
    [{ username: "taco", apiKey: "K3" }, "No session in"],
    [{ tenantId: "tacc.prod" }, "More than one session in"],
    [{ username: "taco" }, "More than one session in"],
    [{}, "More than one session in"],
  ];
  for (const [choice, words] of table) {
    const error = await assertRejects(() => v2.switchSession(choice, here), CredentialError);
    assertStringIncludes(error.message, words);
    assertStringIncludes(error.message, all.join(", "));
  }
  assertEquals(await snapshot(folder.path), before);
});

Deno.test("sessions in files that are not JSON are an error that names the file", async () => {
  for (const name of ["current", "config.json"]) {
    await using folder = await temporaryFolder();
    const here = { home: folder.path, env: {} };
    await writeFiles(`${folder.path}/.agave`, { "config.json": newConfig, [name]: "{" });
    const before = await snapshot(folder.path);
    for (
      const act of [() => v2.listSessions(here), () => v2.switchSession({ apiKey: "K1" }, here)]
    ) {
      const error = await assertRejects<Error>(act, FileError);
      assertStringIncludes(error.message, `${folder.path}/.agave/${name}: it is not JSON`);
    }
    assertEquals(await snapshot(folder.path), before);
  }
});

Deno.test("switchSession() changes nothing where it would lose a session", async () => {
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  const config = python({ current: { one }, sessions: { "tacc.prod": { bell: [] } } });
  await writeFiles(`${folder.path}/.agave`, { current: python(three), "config.json": config });
  const before = await snapshot(folder.path);
  const error = await assertRejects(() => v2.switchSession({ clientName: "one" }, here), FileError);
  assertStringIncludes(error.message, "no room for tacc.prod/bell/K3 in its sessions");
  assertEquals(await snapshot(folder.path), before);
});

Deno.test("listSessions() without permission names the flags", async () => {
  await using folder = await temporaryFolder();
  const script = `
    import { v2 } from "${entryUrl("src/tapis/mod.ts")}";
    await v2.listSessions().catch((error) => console.log(error.name + ": " + error.message));
  `;
  const { stdout, stderr } = await runChild(script, { env: { HOME: folder.path } });
  assertEquals(stderr, "");
  assert(stdout.startsWith("PermissionNeededError: "), stdout);
  assertStringIncludes(stdout, "--allow-env=TAPIS_CACHE_DIR,AGAVE_CACHE_DIR,HOME");
});
