import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { plantCredentials, type Sandbox } from "../../../../src/sandbox/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { temporaryFolder } from "../../../helpers/temporary_folder.ts";
import { crowdSize } from "../../../helpers/test_size.ts";
import { callOnce, everything, expireCache, grants, runTapis } from "./_process.ts";

/** The variables of each mode of AgavePy's documentation, by the suffix of their name. */
function modes(sandbox: Sandbox): Record<string, Record<string, string>> {
  const { tapis } = sandbox.tokens;
  const client = { API_KEY: tapis.apiKey, API_SECRET: tapis.apiSecret };
  const login = { USERNAME: tapis.username, PASSWORD: tapis.password };
  const { accessToken: TOKEN, refreshToken: REFRESH_TOKEN } = tapis;
  return {
    "Standard": { ...client, ...login },
    "Access-Only": { TOKEN },
    "Token-Refresh": { ...client, TOKEN, REFRESH_TOKEN },
    "Bare-Refresh": { TOKEN, REFRESH_TOKEN },
    "Client-Manager": login,
  };
}

/** A mode's variables in one of the two spellings. */
function spelled(
  sandbox: Sandbox,
  parts: Readonly<Record<string, string>>,
  prefix: "TAPIS_" | "TAPIS_API_",
): Record<string, string> {
  const variables = Object.entries(parts).map(([name, value]) => {
    return [name.startsWith("API_") ? `TAPIS_${name}` : prefix + name, value];
  });
  return { HOME: sandbox.home, TAPIS_BASE_URL: sandbox.url, ...Object.fromEntries(variables) };
}

Deno.test("each mode of the environment works in a second process as in the first", async () => {
  const table: readonly [string, readonly string[]][] = [
    ["Standard", ["password"]],
    ["Access-Only", []],
    ["Token-Refresh", []],
    ["Bare-Refresh", []],
  ];
  for (const prefix of ["TAPIS_", "TAPIS_API_"] as const) {
    for (const [mode, wanted] of table) {
      await using sandbox = await startSandbox();
      const env = spelled(sandbox, modes(sandbox)[mode] ?? {}, prefix);
      const lines = `${callOnce}\nconsole.log(tapis.capabilities.mode);`;
      const [first, second] = [await runTapis(lines, env), await runTapis(lines, env)];
      assertEquals([first.stderr, second.stderr], ["", ""], mode);
      assertEquals(second.stdout, first.stdout, mode);
      assertEquals(first.stdout.split("\n")[1], mode);
      assertEquals(grants(sandbox), wanted, mode);
    }
  }
});

Deno.test("a process that refreshes leaves the next one a token that works", async () => {
  const lines = `
    const tapis = await v2.restore();
    await tapis.refresh();
    await tapis.profilesGet();
    console.log(JSON.stringify(tapis.tokens().reveal()));
  `;
  for (const mode of ["Standard", "Token-Refresh"]) {
    await using sandbox = await startSandbox();
    const env = spelled(sandbox, modes(sandbox)[mode] ?? {}, "TAPIS_");
    const pairs = [];
    for (let run = 0; run < 3; run++) {
      const { stdout, stderr } = await runTapis(lines, env);
      assertEquals(stderr, "", mode);
      pairs.push(JSON.parse(stdout));
    }
    assertEquals(new Set(pairs.map(({ refresh_token }) => refresh_token)).size, 3, mode);
    const bought = mode === "Standard" ? "password" : "refresh_token";
    assertEquals(grants(sandbox), [bought, "refresh_token", "refresh_token"], mode);
    const after = await runTapis(callOnce, env);
    assertEquals([after.stdout.trim(), after.stderr], [pairs[2].access_token, ""], mode);
  }
});

Deno.test("a refresh token in the environment needs no access token beside it", async () => {
  await using sandbox = await startSandbox();
  const { TOKEN: _TOKEN, ...parts } = modes(sandbox)["Token-Refresh"] ?? {};
  const env = spelled(sandbox, parts, "TAPIS_");
  const runs = [await runTapis(callOnce, env), await runTapis(callOnce, env)];
  assertEquals(runs.map(({ stderr }) => stderr), ["", ""]);
  assertEquals(runs[0]?.stdout, runs[1]?.stdout);
  assertEquals(grants(sandbox), ["refresh_token"]);
});

Deno.test("modes that cannot refresh say why, in every process", async () => {
  await using sandbox = await startSandbox();
  const lines = `
    const tapis = await v2.restore();
    await tapis.refresh().then(
      (token) => console.log(token.reveal()),
      (error) => console.log(error.message),
    );
    await tapis.profilesGet().catch((error) => console.log(error.name + ": " + error.message));
    console.log((await tapis.clientsList().catch(() => [])).length);
  `;
  const { accessToken } = sandbox.tokens.tapis;
  const table: readonly [string, string, string][] = [
    ["Access-Only", accessToken, "\n0\n"],
    ["Bare-Refresh", "TAPIS_API_KEY and TAPIS_API_SECRET", "\n0\n"],
    ["Client-Manager", "set TAPIS_API_KEY and TAPIS_API_SECRET too", "\n2\n"],
  ];
  for (const [mode, word, end] of table) {
    const env = spelled(sandbox, modes(sandbox)[mode] ?? {}, "TAPIS_");
    for (let run = 0; run < 2; run++) {
      const { stdout, stderr } = await runTapis(lines, env);
      assertEquals(stderr, "", mode);
      assertStringIncludes(stdout, word);
      assert(stdout.endsWith(end), stdout);
      assertEquals(stdout.includes("CredentialError: Cannot call"), mode === "Client-Manager");
    }
  }
  assertEquals(grants(sandbox), []);
});

Deno.test("processes that find one expired single-use token use it once", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  await expireCache(sandbox);
  const env = { HOME: sandbox.home };
  const runs = await Promise.all(
    Array.from({ length: crowdSize() }, () => runTapis(callOnce, env)),
  );
  assertEquals(new Set(runs.map(({ stderr }) => stderr)), new Set([""]));
  const tokens = new Set(runs.map(({ stdout }) => stdout.trim()));
  assertEquals([tokens.size, grants(sandbox)], [1, ["refresh_token"]]);
  const [token = ""] = tokens;
  assert(token !== "" && token !== sandbox.tokens.tapis.accessToken);
  for (const name of ["current", "config.json"]) {
    assertStringIncludes(await Deno.readTextFile(`${sandbox.home}/.agave/${name}`), token);
  }
});

Deno.test("processes that start together get one token with what the environment has", async () => {
  for (const mode of ["Standard", "Token-Refresh"]) {
    await using sandbox = await startSandbox();
    const { TOKEN: _TOKEN, ...parts } = modes(sandbox)[mode] ?? {};
    const env = spelled(sandbox, parts, "TAPIS_");
    const runs = await Promise.all(Array.from({ length: 12 }, () => runTapis(callOnce, env)));
    assertEquals(new Set(runs.map(({ stderr }) => stderr)), new Set([""]), mode);
    assertEquals(new Set(runs.map(({ stdout }) => stdout)).size, 1, mode);
    assertEquals(grants(sandbox).length, 1, mode);
  }
});

Deno.test("a cache that cannot be written is found before the token is used", async () => {
  const obstacles = ["current.lock", "current.renewing"];
  for (const obstacle of obstacles) {
    await using sandbox = await startSandbox();
    await plantCredentials(sandbox);
    await expireCache(sandbox);
    const current = `${sandbox.home}/.agave/current`;
    const before = await Deno.readTextFile(current);
    // A folder in the way stops a superuser too, whom no mode would stop.
    await Deno.mkdir(`${sandbox.home}/.agave/${obstacle}`);
    const { stderr } = await runTapis(callOnce, { HOME: sandbox.home });
    assertStringIncludes(stderr, `FileError: Cannot `);
    assertStringIncludes(stderr, current);
    assertEquals(grants(sandbox), [], obstacle);
    assertEquals(await Deno.readTextFile(current), before);
  }
});

Deno.test("a missing write permission is found before the token is used", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  await expireCache(sandbox);
  const env = { HOME: sandbox.home };
  const flags = everything.filter((flag) => flag !== "--allow-write");
  const stored = await runTapis(callOnce, env, flags);
  assertStringIncludes(stored.stderr, "PermissionNeededError");
  assertStringIncludes(stored.stderr, `--allow-write=${sandbox.home}/.agave`);
  const { TOKEN: _TOKEN, ...parts } = modes(sandbox)["Token-Refresh"] ?? {};
  const given = await runTapis(callOnce, spelled(sandbox, parts, "TAPIS_"), flags);
  assertStringIncludes(given.stderr, "PermissionNeededError");
  assertStringIncludes(given.stderr, `--allow-write=${sandbox.home}/.agave`);
  assertEquals(grants(sandbox), []);
});

Deno.test("a password without a place to keep tokens works in memory", async () => {
  await using sandbox = await startSandbox();
  const env = spelled(sandbox, modes(sandbox)["Standard"] ?? {}, "TAPIS_");
  const flags = everything.filter((flag) => flag !== "--allow-write");
  for (let run = 0; run < 2; run++) {
    assertEquals((await runTapis(callOnce, env, flags)).stderr, "");
  }
  await Deno.mkdir(`${sandbox.home}/.agave/current.lock`, { recursive: true });
  assertEquals((await runTapis(callOnce, env)).stderr, "");
  assertEquals(grants(sandbox), ["password", "password", "password"]);
});

Deno.test("a sandbox's tokens are not kept in another home", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const HOME = `${folder.path}/home`;
  const standard = { ...spelled(sandbox, modes(sandbox)["Standard"] ?? {}, "TAPIS_"), HOME };
  assertEquals((await runTapis(callOnce, standard)).stderr, "");
  const { TOKEN: _TOKEN, ...parts } = modes(sandbox)["Token-Refresh"] ?? {};
  const refreshing = await runTapis(callOnce, { ...spelled(sandbox, parts, "TAPIS_"), HOME });
  assertStringIncludes(refreshing.stderr, "CredentialError: Cannot keep the Tapis token in ");
  assertEquals(grants(sandbox), ["password"]);
  assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
});
