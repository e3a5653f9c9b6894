/** What is said where a command fails: the person's words first, and a document with --json. */

import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { type ErrorJson, main } from "../../cli.ts";
import { displayWidth } from "../../src/cli/terminal/text.ts";
import { openTerminal } from "../helpers/terminal.ts";
import { fakeIo } from "./_cli.ts";
import { commandLine } from "./_program.ts";
import { plantedSandbox } from "./_sandbox.ts";

Deno.test("what is not there is named first, with its collection's name; the request is told with --verbose", async () => {
  await using planted = await plantedSandbox();
  const { home, lab } = planted;
  const rows: readonly [string[], string][] = [
    [["ls", `${lab}:/nope`], 'Folder "/nope" does not exist on "lab"'],
    [["ls", "-r", `${lab}:/nope`], 'Folder "/nope" does not exist on "lab"'],
    [["stat", `${lab}:/nope`], 'File or folder "/nope" does not exist on "lab"'],
  ];
  for (const [words, what] of rows) {
    const io = fakeIo();
    assertEquals(await main(["globus", ...words, "--sandbox", home], io), 1, io.talk);
    const [line = ""] = io.talk.trimEnd().split("\n").slice(-1);
    assertStringIncludes(line, `keyferry: ${what}`, words.join(" "));
    assertMatch(line, /\(Globus Transfer 404 (?:ClientError\.)?NotFound, request \S+\)$/);
    assertFalse(line.includes("/v0.10/"), line);
  }
  const verbose = fakeIo();
  await main(["globus", "ls", `${lab}:/nope`, "--verbose", "--sandbox", home], verbose);
  assertMatch(verbose.talk, /request: GET \S+\/v0\.10\/operation\/endpoint\/\S+\/ls$/m);
});

Deno.test("--json prints a document on failure, of every kind, and standard error says the same", async () => {
  await using planted = await plantedSandbox();
  const { home, lab } = planted;
  await main(["globus", "logout", "--sandbox", home], fakeIo());
  const rows: readonly [string[], Partial<ErrorJson["error"]>][] = [
    [["globus", "ls", `${lab}:/`], {
      kind: "credential",
      exitCode: 3,
      next: `keyferry globus login --sandbox ${home}`,
    }],
    [["globus", "task", "show", "x"], { kind: "misuse", exitCode: 2 }],
    [["globus", "lss"], { kind: "misuse", exitCode: 2 }],
    [["tapis", "files", "ls", "lab:nope"], { kind: "api", exitCode: 1, status: 404 }],
    [["tapis", "tenants", "nowhere"], {
      kind: "misuse",
      next: `keyferry tapis tenants --sandbox ${home}`,
    }],
  ];
  for (const [words, expected] of rows) {
    const what = words.join(" ");
    const io = fakeIo();
    const code = await main([...words, "--json", "--sandbox", home], io);
    const { error }: ErrorJson = JSON.parse(io.output);
    assertEquals(error.exitCode, code, what);
    for (const [name, value] of Object.entries(expected)) {
      assertEquals([name, error[name as keyof typeof error]], [name, value], what);
    }
    assertStringIncludes(io.talk, `keyferry: ${error.message}`, what);
    const bare = fakeIo();
    await main([...words, "--sandbox", home], bare);
    assertEquals([bare.output, bare.talk], ["", io.talk], what);
  }
});

Deno.test("--json prints no document where the word is text, and nothing where nobody reads", async () => {
  const io = fakeIo();
  assertEquals(await main(["globus", "task", "show", "--", "--json"], io), 2);
  assertEquals(io.output, "");
  const gone = fakeIo();
  const out = (): never => {
    throw new Deno.errors.BrokenPipe();
  };
  assertEquals(await main(["globus", "task", "show", "x", "--json"], { ...gone, out }), 2);
  assertStringIncludes(gone.talk, '"x" is not a task');
});

Deno.test({
  name: "an error is wrapped between its words at a terminal, and the next command is not",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { command, env } = commandLine(["cave", "whoami"], { flags: ["-A"] });
    const at = { columns: 44, env: { ...env, HOME: "/nowhere" } };
    await using terminal = openTerminal(command, at);
    assertEquals(await terminal.end(), 3);
    const lines = terminal.shown.trimEnd().split("\r\n");
    assertEquals(lines.at(-1), "Next: keyferry cave new");
    const long = lines.filter((line) => displayWidth(line) > 44 && line.trim().includes(" "));
    assertEquals(long, []);
    assert(terminal.shown.includes("~/.cloudvolume/secrets/global.daf-apis.com-cave-secret.json"));
  },
});
