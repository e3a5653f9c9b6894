import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { commandTree } from "../../../src/cli/words/command_tree.ts";
import { allCommands } from "../../../src/cli/words/refusal.ts";
import { type PlatformRow, status, type StatusJson } from "../../../src/cli/status/status.ts";
import { identity } from "../../../src/sandbox/identity.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { fakeIo } from "../_cli.ts";
import { run } from "../_program.ts";
import { plantedSandbox } from "../_sandbox.ts";

/** The states by platform, and the exit code. */
async function statesOf(
  io: ReturnType<typeof fakeIo>,
): Promise<{ code: number; platforms: Record<string, PlatformRow> }> {
  const code = await status({ json: true }, io);
  const { platforms } = JSON.parse(io.output) as StatusJson;
  return { code, platforms: Object.fromEntries(platforms.map((one) => [one.platform, one])) };
}

Deno.test("status() shows all three platforms of a sandbox, without calling it", async () => {
  await using planted = await plantedSandbox();
  const before = planted.sandbox.requests.length;
  const io = fakeIo();
  assertEquals(await status({ sandbox: planted.home }, io), 0);
  const rows = io.output.trim().split("\n").map((line) => line.split(/  +/));
  assertEquals(rows.map(([platform, state, whose]) => [platform, state, whose]), [
    ["Platform", "State", "Account"],
    ["CAVE", "found", "-"],
    ["Globus", "found", identity.sub],
    ["Tapis v2", "found", "ferry at sandbox"],
    ["Tapis v3", "found", "ferry at sandbox"],
  ]);
  assertEquals(rows.map((row) => row.slice(5)), [
    ["Renewable", "Mode", "Next"],
    ["no", "0600", "-"],
    ["yes", "0600", "-"],
    ["yes", "0600", "-"],
    ["yes", "0600", "-"],
  ]);
  assertEquals(rows[2]?.[4], "in 2 days");
  assertEquals(planted.sandbox.requests.length, before);
});

Deno.test("status() gives 3 when there is no credential at all", async () => {
  const { code, platforms } = await statesOf(fakeIo());
  assertEquals(code, 3);
  const rows = Object.values(platforms);
  assertEquals(rows.length, 4);
  for (const { state, source, identity, expires, refreshable, mode } of rows) {
    assertEquals([state, source, identity, expires, refreshable, mode], [
      "none",
      ...Array(5).fill(null),
    ]);
  }
});

Deno.test("status() gives 0 when one is there, and shows no secret", async () => {
  const token = canary();
  const io = fakeIo({ surroundings: { env: { CAVE_TOKEN: token }, home: "/nowhere" } });
  const { code, platforms } = await statesOf(io);
  assertEquals([code, platforms.CAVE?.state, platforms.CAVE?.source], [0, "found", "CAVE_TOKEN"]);
  assertNothingShown([io.output, io.talk], token);
});

Deno.test("status() shows what is broken, and what is open to others", async () => {
  await using folder = await temporaryFolder();
  const secret = canary();
  await writeFiles(folder.path, {
    ".agave/current": `{"access_token": "${secret}"`,
    ".cloudvolume/secrets/cave-secret.json": `{"token": "${secret}"}`,
  });
  await Deno.chmod(`${folder.path}/.cloudvolume/secrets/cave-secret.json`, 0o644);
  const surroundings = { env: {}, home: folder.path };
  const json = fakeIo({ surroundings });
  const { code, platforms } = await statesOf(json);
  assertEquals([code, platforms["Tapis v2"]?.state, platforms["Tapis v2"]?.source], [
    1,
    "broken",
    "~/.agave/current",
  ]);
  assertStringIncludes(platforms.CAVE?.warnings.join() ?? "", "chmod 600");
  const table = fakeIo({ surroundings });
  await status({}, table);
  assertEquals(platforms.CAVE?.mode, "0644");
  assertStringIncludes(table.output, `\nCAVE: ${platforms.CAVE?.warnings[0]}\n`);
  assertNothingShown([json.output, table.output], secret);
});

Deno.test("status() shows a credential that may not be used where a variable leads", async () => {
  const env = {
    GLOBUS_SDK_TRANSFER_TOKEN: "made-up",
    GLOBUS_SDK_SERVICE_URL_TRANSFER: "https://elsewhere.example.org",
  };
  const own = await statesOf(fakeIo({ surroundings: { env, home: "/nowhere" } }));
  assertEquals(own.platforms.Globus?.state, "found");

  await using planted = await plantedSandbox();
  const { GLOBUS_SDK_SERVICE_URL_TRANSFER } = env;
  const led = fakeIo({
    surroundings: { env: { GLOBUS_SDK_SERVICE_URL_TRANSFER }, home: planted.home },
  });
  const { platforms } = await statesOf(led);
  assertEquals(platforms.Globus?.state, "refused");
  assertStringIncludes(platforms.Globus?.warnings.join() ?? "", "is not sent to");
  const { env: variables, home } = led.surroundings;
  const table = fakeIo({ surroundings: { env: variables ?? {}, home: home ?? "" } });
  await status({}, table);
  assertMatch(table.output, /^Globus +refused .* see below$/m);
});

Deno.test("status() of a profile offers globus-cli's own login, since keyferry's is not found by it", async () => {
  const io = fakeIo({ surroundings: { env: {}, home: "/nowhere" } });
  assertEquals(await status({ platform: "globus", profile: "my lab" }, io), 3);
  assertStringIncludes(io.output, "GLOBUS_PROFILE='my lab' globus login --force");
  assertEquals(io.talk, "");
});

Deno.test("status() says what is wrong with a variable that leads nowhere", async () => {
  const env = { GLOBUS_SDK_ENVIRONMENT: "prodution" };
  const { platforms } = await statesOf(fakeIo({ surroundings: { env, home: "/nowhere" } }));
  assertEquals(platforms.Globus?.state, "broken");
  assertStringIncludes(platforms.Globus?.warnings.join() ?? "", '"prodution"');
});

Deno.test({
  name: "status() shows sources that it may not check, with the flags to add",
  permissions: { env: ["CAVE_TOKEN"], read: true },
  async fn() {
    // Of the person who runs the tests.
    Deno.env.delete("CAVE_TOKEN");
    const { code, platforms } = await statesOf(fakeIo({ surroundings: {} }));
    assertEquals([code, platforms.Globus?.state, platforms.CAVE?.state], [4, "unclear", "unclear"]);
    assertStringIncludes(platforms.CAVE?.warnings.join() ?? "", "add --allow-env=HOME");
    assertStringIncludes(
      platforms.Globus?.warnings.join() ?? "",
      "add --allow-env=GLOBUS_SDK_ENVIRONMENT,",
    );
  },
});

Deno.test("status() names the next step: a login, the flags, or what is in the way", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".agave/current": "{" });
  const env = { CAVE_TOKEN: "made-up" };
  const { platforms } = await statesOf(fakeIo({ surroundings: { env, home: folder.path } }));
  const { CAVE, Globus, "Tapis v2": tapis } = platforms;
  assertEquals([CAVE?.next, Globus?.next], [null, "keyferry globus login"]);
  assertEquals(tapis?.next, tapis?.sources.find(({ state }) => state === "broken")?.next ?? null);
});

Deno.test("status() names commands that there are", async () => {
  const { platforms } = await statesOf(fakeIo());
  const known = allCommands(await commandTree()).map((command) => command.getPath());
  for (const { next } of Object.values(platforms)) {
    assert(known.includes(next?.replace(/ --.*/, "") ?? ""), next ?? "");
  }
});

Deno.test("status() names logins that lack nothing but what the person is asked for", async () => {
  const { platforms } = await statesOf(fakeIo());
  assertEquals(Object.values(platforms).map(({ next }) => next), [
    "keyferry cave new",
    "keyferry globus login",
    "keyferry tapis token",
    "keyferry tapis login",
  ]);
});

Deno.test("status() tells with --verbose where it looked, on standard error", async () => {
  const surroundings = { env: { CAVE_TOKEN: "made-up" }, home: "/nowhere" };
  const plain = fakeIo({ surroundings });
  await status({}, plain);
  const verbose = fakeIo({ surroundings });
  await status({ verbose: true }, verbose);
  assertEquals(verbose.output, plain.output);
  assertMatch(plain.talk, /^Globus: `globus login` \(globus-cli\) will do, too.*\n$/);
  assertMatch(
    verbose.talk.slice(plain.talk.length),
    /^CAVE was looked for in:\n {2}CAVE_TOKEN +used\n/,
  );
});

for (
  const [what, env, files, code] of [
    ["nothing at all", {}, {}, 3],
    ["one credential", { CAVE_TOKEN: "made-up" }, {}, 0],
    ["one credential, and one that is broken", { CAVE_TOKEN: "made-up" }, {
      ".agave/current": "{ torn",
    }, 1],
  ] as const
) {
  Deno.test(`status() gives ${code} with ${what}`, async () => {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, files);
    assertEquals(await status({}, fakeIo({ surroundings: { env, home: folder.path } })), code);
  });
}

Deno.test("keyferry status gives 4 where it may not look, and 1 where another credential is broken, too", async () => {
  await using folder = await temporaryFolder();
  const env = { HOME: folder.path, CAVE_TOKEN: "made-up" };
  const flags = ["--allow-env"];
  assertEquals((await run(["status"], { flags, env })).code, 4);
  const broken = { ...env, GLOBUS_SDK_TRANSFER_TOKEN: "two\nlines" };
  assertEquals((await run(["status"], { flags, env: broken })).code, 1);
});

Deno.test("status() tells of one platform, and refuses an unknown one", async () => {
  const surroundings = { env: { CAVE_TOKEN: "made-up" }, home: "/nowhere" };
  const platformsOf = async (platform: string): Promise<[number, string[]]> => {
    const io = fakeIo({ surroundings });
    const code = await status({ platform, json: true }, io);
    const { platforms }: StatusJson = JSON.parse(io.output);
    return [code, platforms.map(({ platform }) => platform)];
  };
  assertEquals(await platformsOf("cave"), [0, ["CAVE"]]);
  assertEquals(await platformsOf("tapis"), [3, ["Tapis v2", "Tapis v3"]]);
  await assertRejects(() => platformsOf("dropbox"), MisuseError, "is not a platform");
});

Deno.test({
  name: "keyferry status says that HOME is not set",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { stderr } = await run(["status"], { flags: ["-A"], env: { CAVE_TOKEN: "made-up" } });
    assertStringIncludes(stderr, "keyferry: HOME is not set: files below your home folder");
  },
});

Deno.test({
  name:
    "keyferry status gives 4 where it may not tell whose the file is that says where a token goes",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const record = {
      ...{ tenantid: "x", baseurl: "https://x.example.org", username: "ada", apikey: "k" },
      ...{ apisecret: "s", access_token: "a", refresh_token: "r", expires_in: "14400" },
      ...{ created_at: "1795864101", expires_at: "Sat Nov 28 11:08:21 2026" },
    };
    await writeFiles(folder.path, { ".agave/current": JSON.stringify(record) });
    await Deno.chmod(`${folder.path}/.agave/current`, 0o600);
    const flags = ["--allow-env", "--allow-read"];
    const env = { HOME: folder.path };
    const { code, stdout } = await run(["status", "--json"], { flags, env });
    const { platforms } = JSON.parse(stdout) as StatusJson;
    const tapis = platforms.find(({ platform }) => platform === "Tapis v2");
    assertEquals([code, tapis?.state], [4, "unclear"]);
    assertStringIncludes(tapis?.warnings.join() ?? "", "--allow-sys=uid");
  },
});
