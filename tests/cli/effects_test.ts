/** What has happened is told, also where standard output cannot be written. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import { commandTree } from "../../src/cli/words/command_tree.ts";
import type { Job } from "../../src/cli/terminal/job.ts";
import { assertNothingShown } from "../helpers/canary.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { fakeIo } from "./_cli.ts";
import { commandLine } from "./_program.ts";
import { type PlantedSandbox, plantedSandbox } from "./_sandbox.ts";

/** Runs a command in a shell that sends its standard output somewhere. */
async function redirected(
  words: readonly string[],
  to: string,
): Promise<{ readonly code: number; readonly stderr: string }> {
  const { command, env } = commandLine(words, { flags: ["-A"] });
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", `exec "$@" ${to}`, "sh", ...command],
    clearEnv: true,
    env,
    stdin: "null",
    stderr: "piped",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

/** A sandbox's transfer, its output redirected. */
async function transferred(
  { home, lab, archive, sandbox }: PlantedSandbox,
  to: string,
  ...more: string[]
): Promise<{ readonly code: number; readonly stderr: string }> {
  await sandbox.idle();
  const places = [`${lab}:/README.txt`, `${archive}:/effect.txt`];
  return await redirected(["globus", "transfer", ...places, "--sandbox", home, ...more], to);
}

Deno.test({
  name: "a transfer whose output has no room is told on standard error, with its id",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using planted = await plantedSandbox();
    const { code, stderr } = await transferred(planted, "> /dev/full", "--quiet");
    assertEquals(code, 1, stderr);
    const [, id = ""] = /^keyferry: It is done, and said:\n([0-9a-f-]{36})$/m.exec(stderr) ?? [];
    const show = ["globus", "task", "show", id, "--sandbox", planted.home];
    assertEquals(await main(show, fakeIo()), 0);
    assertMatch(
      stderr,
      /^keyferry: Cannot write to standard output: no space is left on the disk$/m,
    );
  },
});

Deno.test({
  name: "a transfer whose output is closed names its task on standard error",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using planted = await plantedSandbox();
    // Deno itself opens /dev/null in its place, so that no write fails.
    const { code, stderr } = await transferred(planted, ">&-");
    assertEquals(code, 0, stderr);
    const [, id = ""] = /^Submitted task ([0-9a-f-]{36}): /m.exec(stderr) ?? [];
    const show = ["globus", "task", "show", id, "--sandbox", planted.home];
    assertEquals(await main(show, fakeIo()), 0);
  },
});

/** Commands that change something, and what is told of each. */
function effects({ lab }: PlantedSandbox, folder: string): readonly [string[], RegExp][] {
  return [
    [["globus", "mkdir", `${lab}:/made`], /\/made/],
    [["globus", "rename", `${lab}:/made`, "/moved"], /\/moved/],
    [["globus", "delete", "-r", "--yes", `${lab}:/moved`], /[0-9a-f-]{36}/],
    [["globus", "transfer", `${lab}:/README.txt`, `${lab}:/c.txt`], /[0-9a-f-]{36}/],
    [["globus", "bookmark", "create", "mine", `${lab}:/`], /mine/],
    [["globus", "bookmark", "rename", "mine", "yours"], /yours/],
    [["globus", "bookmark", "delete", "--yes", "yours"], /yours/],
    [["tapis", "files", "mkdir", "lab:made"], /lab:made/],
    [["tapis", "files", "put", `${folder}/a.txt`, "lab:made/"], /made\/a\.txt/],
    [["tapis", "files", "cp", "lab:made/a.txt", "lab:made/b.txt"], /made\/b\.txt/],
    [["tapis", "files", "mv", "lab:made/b.txt", "lab:made/c.txt"], /made\/c\.txt/],
    [["tapis", "files", "get", "lab:made/c.txt", folder], /c\.txt/],
    [["tapis", "files", "rm", "-r", "--yes", "lab:made"], /made/],
    [["tapis", "transfer", "lab:README.txt", "archive:r.txt"], /[0-9a-f-]{36}/],
    [["tapis", "clients", "create", "mine", "--v3"], /mine/],
    [["tapis", "clients", "delete", "mine", "--v3", "--yes"], /mine/],
    [["tapis", "refresh", "--v3"], /keyferry\.json/],
    [["globus", "logout"], /auth\.globus\.org/],
  ];
}

Deno.test("every command that changes something tells it where standard output fails, with --quiet too", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/a.txt`, "a");
  await planted.sandbox.idle();
  for (const [words, told] of effects(planted, folder.path)) {
    const io = fakeIo();
    const out = (): never => {
      throw new Deno.errors.BrokenPipe();
    };
    const code = await main([...words, "--quiet", "--sandbox", planted.home], { ...io, out });
    assertEquals(code, 141, `${words.join(" ")}: ${io.talk}`);
    assertStringIncludes(io.talk, "keyferry: It is done, and said:\n", words.join(" "));
    assertMatch(io.talk, told, words.join(" "));
  }
});

Deno.test("a token that was to be revealed does not go to standard error", async () => {
  await using planted = await plantedSandbox();
  const io = fakeIo();
  const written: string[] = [];
  const out = (text: string): never => {
    written.push(text);
    throw new Deno.errors.BrokenPipe();
  };
  const words = ["tapis", "refresh", "--v3", "--reveal", "--sandbox", planted.home];
  assertEquals(await main(words, { ...io, out }), 141);
  assertNothingShown(io.talk, written[0] ?? "");
  assertStringIncludes(io.talk, "keyferry: It is done\n");
});

/** Commands that only show, or that run until they are stopped; all others change something. */
const showing =
  /^keyferry (status|permissions|completions|sandbox|kernel doctor)|(ls|stat|list|show|whoami|search|wait|watch|events|subscriptions|systems|tenants|datastacks|cave token|globus token|script)$/;

Deno.test("every command is known to change something, or to show alone", async () => {
  const acting: string[] = [];
  const silent: string[] = [];
  const act = (job: Job<object>): void => void (acts = job.acts ?? false);
  let acts = false;
  for (const words of await leaves()) {
    const tree = await commandTree({ act: act as never, ask(): void {} });
    await tree.parse([...words, ...argumentsOf(words)]).catch(() => {});
    (acts ? acting : silent).push(`keyferry ${words.join(" ")}`);
    acts = false;
  }
  assertEquals(silent.filter((path) => !showing.test(path)), []);
  assertEquals(acting.filter((path) => showing.test(path)), []);
  assert(acting.length > 25);
});

/** Enough words for any command's arguments. */
function argumentsOf(words: readonly string[]): string[] {
  const two = /(transfer|put|rename|create|mv|cp|subscribe)$/;
  const none = /(log|search|list|refresh|save|new|token|install|whoami)(in|out)?$/;
  const name = words.join(" ");
  if (/bookmark create|bookmark rename/.test(name)) return ["a", "b"];
  if (/clients create/.test(name)) return ["a"];
  return none.test(name) ? [] : two.test(name) ? ["a", "b"] : ["a"];
}

async function leaves(): Promise<string[][]> {
  const found: string[][] = [];
  const walk = (command: Awaited<ReturnType<typeof commandTree>>, words: string[]): void => {
    const children = command.getCommands();
    if (children.length === 0) found.push(words);
    for (const child of children) walk(child, [...words, child.getName()]);
  };
  walk(await commandTree(), []);
  return found;
}
