import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { displayWidth } from "../../../src/text.ts";
import { canary } from "../../helpers/canary.ts";
import { openTerminal, type Terminal, type TerminalOptions } from "../../helpers/terminal.ts";
import { approveLogin } from "../../../src/sandbox/mod.ts";
import { fileNames, temporaryFolder } from "../../helpers/temporary_folder.ts";
import { commandLine } from "../_program.ts";
import { plantedSandbox } from "../_sandbox.ts";

/** `keyferry` at a terminal, with all permissions. */
function keyferry(words: readonly string[], options: TerminalOptions = {}): Terminal {
  const { command, env } = commandLine(words, { flags: ["--allow-all"] });
  return openTerminal(command, { ...options, env: { ...env, ...options.env } });
}

Deno.test("keyferry asks for a token at a terminal and does not show it", async () => {
  await using folder = await temporaryFolder();
  const token = canary();
  await using terminal = keyferry(["cave", "save", "--no-check"], { env: { HOME: folder.path } });
  await terminal.until("CAVE token for ");
  await terminal.type(`${token}\r`);
  assertEquals(await terminal.end(), 0);
  assertStringIncludes(terminal.shown, `${folder.path}/.cloudvolume/secrets/cave-secret.json`);
  assertFalse(terminal.shown.includes(token));
});

Deno.test("keyferry asked for a token is ended by Ctrl-C, and writes nothing", async () => {
  await using folder = await temporaryFolder();
  await using terminal = keyferry(["cave", "save", "--no-check"], { env: { HOME: folder.path } });
  await terminal.until("CAVE token for ");
  await terminal.type("half-a-tok\x03");
  assertEquals(await terminal.end(), 130);
  assertStringIncludes(terminal.shown, "keyferry: interrupted");
  assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
});

Deno.test("keyferry breaks no word of what it says at a terminal, and a question has a line of its own", async () => {
  const env = { HOME: "/nowhere" };
  await using login = keyferry(["tapis", "login"], { columns: 40, env });
  await login.until("Tapis tenant, such as tacc: ");
  await login.type("\x04");
  assertEquals(await login.end(), 2);
  assertMatch(login.shown, /tacc: \S*\r\nkeyferry: No tenant of Tapis v3 is/);
  await using asked = keyferry(["cave", "new", "--server", "http://127.0.0.1:1"], {
    columns: 40,
    env,
  });
  await asked.until("The new CAVE token: ");
  await asked.type("\x03");
  assertEquals(await asked.end(), 130);
  for (const { shown } of [login, asked]) {
    const long = shown.split("\r\n").filter((line) => displayWidth(line) > 40);
    assertEquals(long.filter((line) => line.trim().includes(" ")), []);
  }
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

Deno.test("keyferry status draws a table, or a block a platform where that would not fit", async () => {
  await using planted = await plantedSandbox();
  const shown = async (columns: number): Promise<string[]> => {
    const env = { NO_COLOR: "1" };
    await using terminal = keyferry(["status", "--sandbox", planted.home], { columns, env });
    assertEquals(await terminal.end(), 0);
    return terminal.shown.trimEnd().split("\r\n");
  };
  assertMatch((await shown(240))[1] ?? "", /^─+ {2}─+/);
  const stacked = await shown(60);
  assertEquals(stacked.slice(0, 2), ["Platform", "  CAVE"]);
  assertEquals(stacked.filter((line) => line === "Platform").length, 4);
  const whole = (line: string): boolean => /^ {2}\S.*\.json$/.test(line);
  assert(stacked.some(whole), stacked.join("\n"));
});

Deno.test("keyferry serves a session at a terminal: login by paste, ls, transfer with a bar", async () => {
  await using planted = await plantedSandbox();
  const { sandbox, home, lab, archive } = planted;
  const app = ["--client-id", sandbox.tokens.globusApps.other, "--sandbox", home];
  await using login = keyferry(["globus", "login", "--no-browser", ...app], { columns: 400 });
  const link = await login.until(/https?:\/\/\S+authorize\S+/);
  const [address = ""] = /https?:\/\/\S+authorize\S+$/.exec(link) ?? [];
  const pasted = await approveLogin(sandbox, address);
  await login.until("Paste the code it shows in the end: ");
  await login.type(`${pasted}\r`);
  assertEquals(await login.end(), 0);
  assertFalse(login.shown.includes(new URL(pasted).searchParams.get("code") ?? pasted));

  await using listing = keyferry(["globus", "ls", `${lab}:/`, ...app]);
  assertEquals(await listing.end(), 0);
  assertStringIncludes(listing.shown, "cells.csv\r\n");

  const words = ["globus", "transfer", "-r", "--wait", `${lab}:/`, `${archive}:/copy/`, ...app];
  await using transfer = keyferry(words);
  await transfer.until(/#+ +\d+ of \d+ files?/);
  assertEquals(await transfer.end(), 0);
});

Deno.test("keyferry moves the bar, asks at Ctrl-C whether to cancel the task, and does so", async () => {
  await using planted = await plantedSandbox();
  const { sandbox, home, lab, archive } = planted;
  const gate = Promise.withResolvers<void>();
  // The first file is copied, the second waits.
  let begun = 0;
  sandbox.faults.transfer = ({ step }) => {
    return step === "copy" && ++begun > 1 ? gate.promise : undefined;
  };
  const words = ["globus", "transfer", "-r", "--wait", `${lab}:/`, `${archive}:/held/`];
  await using terminal = keyferry([...words, "--sandbox", home]);
  await terminal.until(/1 of \d+ files/);
  await terminal.type("\x03");
  await terminal.until(/Cancel task [0-9a-f-]{36}\? \[y\/N\] /);
  await terminal.type("y\r");
  await terminal.until(/cancel/i);
  gate.resolve();
  assertEquals(await terminal.end(), 130);
  await sandbox.idle();
  const target = sandbox.collections.find(({ id }) => id === archive)?.path ?? "";
  const whole = await fileSizes(sandbox.collections.find(({ id }) => id === lab)?.path ?? "");
  const copied = await fileSizes(`${target}/held`);
  // No half of a file, nor a temporary one: each that is there is whole.
  for (const [name, size] of copied) assertEquals(whole.get(name), size, name);
  assert(copied.size < whole.size);
});

/** The sizes of all files below a folder, by their path in it. */
async function fileSizes(folder: string): Promise<Map<string, number>> {
  const names = await fileNames(folder);
  const sizes = names.map(async (name): Promise<[string, number]> => {
    return [name, (await Deno.stat(`${folder}/${name}`)).size];
  });
  return new Map(await Promise.all(sizes));
}

/** What is left in a folder once a process that lost its terminal has ended; it has a few seconds. */
async function leftIn(folder: string): Promise<string[]> {
  for (let round = 0; round < 100; round++) {
    // What is being removed may be listed no more.
    if ((await Array.fromAsync(Deno.readDir(folder))).length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

Deno.test({
  name:
    "a terminal that is closed takes a sandbox with its folder, and what has come of a download",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using temporary = await temporaryFolder();
    const env = { HOME: temporary.path, TMPDIR: temporary.path };
    const sandbox = keyferry(["sandbox"], { env });
    await sandbox.until("runs until");
    assertEquals((await fileNames(temporary.path)).length > 0, true);
    await sandbox[Symbol.asyncDispose]();
    assertEquals(await leftIn(temporary.path), []);

    await using planted = await plantedSandbox();
    await using folder = await temporaryFolder();
    const endless = new ReadableStream({
      pull: async (stream) => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        stream.enqueue(new Uint8Array(100_000));
      },
    });
    planted.sandbox.faults.request = ({ path }) => {
      if (!path.startsWith("/v3/files/content/")) return undefined;
      return new Response(endless, { headers: { "content-length": "90000000" } });
    };
    const words = ["tapis", "files", "get", "lab:cells.csv", folder.path];
    const get = keyferry([...words, "--sandbox", planted.home]);
    await get.until(/[1-9]\d* kB/);
    await get[Symbol.asyncDispose]();
    assertEquals(await leftIn(folder.path), []);
  },
});

Deno.test("Ctrl-Z at a hidden prompt is no part of the token", async () => {
  await using folder = await temporaryFolder();
  const token = canary();
  await using terminal = keyferry(["cave", "save", "--no-check"], { env: { HOME: folder.path } });
  await terminal.until("CAVE token for ");
  await terminal.type(`${token.slice(0, 5)}\x1a${token.slice(5)}\r`);
  assertEquals(await terminal.end(), 0);
  const path = `${folder.path}/.cloudvolume/secrets/cave-secret.json`;
  assertEquals(JSON.parse(await Deno.readTextFile(path)), { token });
});

Deno.test("keyferry sends no escapes to a terminal that is dumb: no table, colour or bar", async () => {
  await using planted = await plantedSandbox();
  const { home, lab, archive } = planted;
  const transfer = ["globus", "transfer", "-r", "--wait", `${lab}:/`, `${archive}:/dumb/`];
  for (const words of [["status"], ["globus", "--help"], transfer]) {
    await using terminal = keyferry([...words, "--sandbox", home], { env: { TERM: "dumb" } });
    assertEquals(await terminal.end(), 0, terminal.shown);
    assertFalse(terminal.shown.includes("\x1b"), terminal.shown);
    assert(terminal.shown.length > 100);
  }
});
