/** What an error says to do in words, where no command does it: done so, the call works. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { commandFor } from "../../src/cli/words/step_words.ts";
import type { Step } from "../../src/credentials/errors/step.ts";
import { furnish } from "../../src/sandbox/kept/furnish.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { desk, type User } from "./_desk.ts";
import type { FakeIo } from "./_cli.ts";

/** The options by which an error says to choose. */
function optionsIn({ talk }: FakeIo): string[] {
  const [, text = ""] = /choose by ((?:--[a-z-]+(?:, | and | or )?)+)/.exec(talk) ?? [];
  return text.split(/, | and | or /).filter((word) => word !== "");
}

Deno.test("of two apps, sessions or keys, each can be chosen by the options that are named, and by each of them", async () => {
  await using at = await desk();
  const { home, tokens } = at.sandbox;
  await at.run(["globus", "login", "--client-id", tokens.globusApps.other, "--app", "my lab"], 0);
  await at.run(["tapis", "login"], 0);
  const secrets = `${home}/.cloudvolume/secrets`;
  for await (const { name } of Deno.readDir(secrets)) await Deno.remove(`${secrets}/${name}`);
  const keys = JSON.stringify({ one: tokens.cave, two: tokens.cave });
  await Deno.writeTextFile(`${secrets}/cave-secret.json`, keys, { mode: 0o600 });
  const rows: readonly [words: string[], chosen: Readonly<Record<string, readonly string[]>>][] = [
    [["globus", "ls", `${at.lab}:/`], {
      "--client-id": [tokens.globusApps.planted, tokens.globusApps.other],
      "--app": ["keyferry-sandbox", "my lab"],
    }],
    [["tapis", "whoami", "--v3"], { "--client": ["keyferry-sandbox"] }],
    [["tapis", "logout"], { "--client": ["keyferry-sandbox"] }],
    [["cave", "whoami"], { "--key": ["one", "two"] }],
    [["status", "cave"], { "--key": [] }],
  ];
  for (const [words, chosen] of rows) {
    const refused = await at.run(words, 3);
    const offered = words[0] === "status" ? { ...refused, talk: refused.output } : refused;
    assertEquals(optionsIn(offered), Object.keys(chosen), `${words}`);
    for (const [option, values] of Object.entries(chosen)) {
      for (const value of values) await at.run([...words, option, value], 0);
    }
  }
});

Deno.test("a login as another person succeeds in each of the ways that the error names", async () => {
  await using at = await desk();
  const { home, tokens } = at.sandbox;
  const { planted } = tokens.globusApps;
  const path = `${home}/.globus/app/${planted}/keyferry-sandbox/tokens.json`;
  const stored = await Deno.readTextFile(path);
  const other = stored.replace(/("identity_id":\s*")[^"]*/g, `$1${crypto.randomUUID()}`);
  await Deno.writeTextFile(path, other);
  const refused = await at.run(["globus", "login", "--force"]);
  assertMatch(
    refused.talk,
    /log in as that one, run keyferry globus logout --sandbox \S+, or name another app with --client-id and --app/,
  );
  const another = ["--client-id", planted, "--app", "another"];
  await at.run(["globus", "login", ...another], 0);
  await at.run(["globus", "ls", `${at.lab}:/`, ...another], 0);
  await at.run(["globus", "logout", ...another], 0);
  await Deno.remove(`${home}/.globus/app/${planted}/another`, { recursive: true });
  await at.run(["globus", "logout"], 0);
  await at.run(["globus", "login"], 0);
  await at.run(["globus", "ls", `${at.lab}:/`], 0);
});

Deno.test({
  name:
    "a file that others may change is made one's own again by the line that is given, whatever its name",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    await using at = await desk({ home: `${folder.path}/it's a "home"` });
    await Deno.chmod(`${at.sandbox.home}/.agave/keyferry.json`, 0o666);
    const refused = await at.run(["tapis", "whoami", "--v3"], 3);
    const [, line = ""] = /then: (chmod [^;)\n]*)/.exec(refused.talk) ?? [];
    assert(line !== "", refused.talk);
    const { code } = await new Deno.Command("sh", { args: ["-c", line] }).output();
    assertEquals(code, 0, line);
    await at.run(["tapis", "whoami", "--v3"], 0);
  },
});

Deno.test("a command that lacks an option does what was meant with the one that is named", async () => {
  await using folder = await temporaryFolder();
  await using at = await desk();
  const { lab, archive } = at;
  await Deno.mkdir(`${folder.path}/runs`);
  await Deno.writeTextFile(`${folder.path}/runs/a.txt`, "a");
  await Deno.writeTextFile(`${folder.path}/README.txt`, "other");
  const picked = ["--include", "*.txt"];
  const rows: readonly [option: string, words: readonly string[]][] = [
    ["--recursive", ["cp", `${folder.path}/runs`, `${lab}:/`]],
    ["--through-here", ["cp", `${lab}:/README.txt`, "tapis:archive:through.txt"]],
    ["--overwrite", ["globus", "get", `${lab}:/README.txt`, `${folder.path}/README.txt`]],
    ["--recursive", ["globus", "transfer", `${lab}:/runs`, `${archive}:/runs`, ...picked]],
    ["--recursive", ["tapis", "files", "rm", "lab:made", "--yes"]],
  ];
  await at.run(["tapis", "files", "mkdir", "lab:made"], 0);
  for (const [option, words] of rows) {
    assertStringIncludes((await at.run(words)).talk, `add ${option}`, `${words}`);
    const added = await at.run([...words, option], 0);
    assertEquals(added.talk.includes("keyferry: "), false, added.talk);
  }
});

Deno.test("a token of the other version of Tapis is good with the option that is named", async () => {
  await using at = await desk();
  const { home, url, tokens } = at.sandbox;
  const kept = JSON.parse(await Deno.readTextFile(`${home}/.agave/keyferry.json`));
  const [{ access_token }] = Object.values<{ access_token: string }>(kept.tapis_v3) as [
    { access_token: string },
  ];
  const withToken = (TAPIS_TOKEN: string): User => {
    return at.inShell({ home: "/nowhere", env: { TAPIS_TOKEN, TAPIS_BASE_URL: url } });
  };
  const newer = withToken(access_token);
  assertStringIncludes((await newer.run(["tapis", "whoami"], 3)).talk, "add --v3");
  await newer.run(["tapis", "whoami", "--v3"], 0);
  const older = withToken(tokens.tapis.accessToken);
  assertStringIncludes((await older.run(["tapis", "whoami", "--v3"], 3)).talk, "leave out --v3");
  await older.run(["tapis", "whoami"], 0);
});

Deno.test({
  name:
    "what globus-cli is to do for a call in a sandbox is done there, whatever the sandbox's name",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    await using at = await desk({ home: `${folder.path}/it's a "home"` });
    const { sandbox } = at;
    await furnish(sandbox);
    // The real program is held against this in tests/interop; here it says what it was told, and where.
    const program = '#!/bin/sh\necho "$GLOBUS_PROFILE $GLOBUS_SDK_SERVICE_URL_AUTH $*"\n';
    await Deno.writeTextFile(`${folder.path}/globus`, program, { mode: 0o755 });
    const native = "GLOBUS_PROFILE='my work' globus session consent 'a[b c]'";
    const demands = { parameters: {} };
    const steps: readonly Step[] = [
      { kind: "log in", platform: "Globus", native },
      { kind: "consent", demands, native },
    ];
    for (const step of steps) {
      assertEquals(commandFor(step, {}), native);
      const command = commandFor(step, { sandbox: sandbox.home }) ?? "";
      const { stdout } = await new Deno.Command("sh", {
        args: ["-c", command],
        env: { PATH: `${folder.path}:${Deno.env.get("PATH")}` },
      }).output();
      const said = new TextDecoder().decode(stdout);
      assertEquals(said, `my work ${sandbox.url}/ session consent a[b c]\n`, command);
    }
  },
});
