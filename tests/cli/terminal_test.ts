import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { canary } from "../helpers/canary.ts";
import { openTerminal, type Terminal, type TerminalOptions } from "../helpers/terminal.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { commandLine } from "./_cli.ts";
import { plantedSandbox } from "./_sandbox.ts";

/** `keyferry` at a terminal, with all permissions. */
function keyferry(words: readonly string[], options: TerminalOptions = {}): Terminal {
  const { command, env } = commandLine(words, { flags: ["--allow-all"] });
  return openTerminal(command, { ...options, env: { ...env, ...options.env } });
}

Deno.test("keyferry asks for a token at a terminal and does not show it", async () => {
  await using folder = await temporaryFolder();
  const token = canary();
  await using terminal = keyferry(["cave", "save"], { env: { HOME: folder.path } });
  await terminal.until("CAVE token for ");
  await terminal.type(`${token}\r`);
  assertEquals(await terminal.end(), 0);
  assertStringIncludes(terminal.shown, `${folder.path}/.cloudvolume/secrets/cave-secret.json`);
  assertFalse(terminal.shown.includes(token));
});

Deno.test("keyferry asked for a token is ended by Ctrl-C, and writes nothing", async () => {
  await using folder = await temporaryFolder();
  await using terminal = keyferry(["cave", "save"], { env: { HOME: folder.path } });
  await terminal.until("CAVE token for ");
  await terminal.type("half-a-tok\x03");
  assertEquals(await terminal.end(), 130);
  assertStringIncludes(terminal.shown, "keyferry: interrupted");
  assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
});

Deno.test("keyferry colours at a terminal, unless NO_COLOR is set", async () => {
  await using planted = await plantedSandbox();
  for (const words of [["--help"], ["status", "--sandbox", planted.home]]) {
    await using coloured = keyferry(words, { columns: 120 });
    assertEquals(await coloured.end(), 0);
    assert(coloured.shown.includes("\x1b["), coloured.shown);
    await using plain = keyferry(words, { columns: 120, env: { NO_COLOR: "1" } });
    assertEquals(await plain.end(), 0);
    assertFalse(plain.shown.includes("\x1b"), plain.shown);
  }
});

Deno.test("keyferry status fits its table into the terminal", async () => {
  await using planted = await plantedSandbox();
  await using terminal = keyferry(["status", "--sandbox", planted.home], {
    columns: 90,
    env: { NO_COLOR: "1" },
  });
  assertEquals(await terminal.end(), 0);
  const lines = terminal.shown.trimEnd().split("\r\n");
  assertMatch(lines[0] ?? "", /^┌─+┬/);
  assertEquals(lines.filter((line) => line.length > 90), []);
});

Deno.test("keyferry globus transfer --wait moves a bar at a terminal", async () => {
  await using planted = await plantedSandbox();
  const { home, lab, archive } = planted;
  const words = ["globus", "transfer", "-r", "--wait", `${lab}:/`, `${archive}:/copy/`];
  await using terminal = keyferry([...words, "--sandbox", home]);
  await terminal.until(/[0-9a-f]{8}-[0-9a-f-]{27}/);
  await terminal.until(/#+ +\d+ of \d+ files?/);
  assertEquals(await terminal.end(), 0);
});
