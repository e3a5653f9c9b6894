/** Lists that are cut say so, and all of them can be had. */

import { assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import { commandTree } from "../../src/cli/words/command_tree.ts";
import { allCommands } from "../../src/cli/words/refusal.ts";
import { fakeIo } from "./_cli.ts";
import { type PlantedSandbox, plantedSandbox } from "./_sandbox.ts";

/** Runs a command that must end well; a password that it asks for is typed. */
async function run(
  { home, sandbox }: PlantedSandbox,
  ...words: string[]
): Promise<{ readonly output: string; readonly talk: string }> {
  const io = fakeIo({ secret: sandbox.tokens.tapis.password });
  assertEquals(await main([...words, "--sandbox", home], io), 0, io.talk);
  return io;
}

/** Three tasks, one of them a delete, and three transfers of Tapis. */
async function busy(planted: PlantedSandbox): Promise<void> {
  const { lab, archive, sandbox } = planted;
  await sandbox.idle();
  for (const label of ["first of all", "second"]) {
    const places = [`${lab}:/README.txt`, `${archive}:/${label}.txt`];
    await run(planted, "globus", "transfer", ...places, "--label", label, "--wait");
  }
  await run(planted, "globus", "delete", "--yes", `${archive}:/second.txt`, "--wait");
  for (const name of ["a", "b", "c"]) {
    await run(planted, "tapis", "transfer", "lab:README.txt", `archive:${name}.txt`);
  }
}

/** A command that lists, the key of its items in `--json`, and how many there are at least. */
type List = readonly [words: readonly string[], key: string, least: number];

/** Every command that lists, with something for each. */
async function lists(planted: PlantedSandbox): Promise<List[]> {
  await busy(planted);
  const { lab, archive } = planted;
  for (const name of ["one", "other"]) {
    await run(planted, "globus", "bookmark", "create", name, `${lab}:/`);
    await run(planted, "tapis", "clients", "create", name, "--v3", "--reveal");
    await run(planted, "tapis", "clients", "create", name);
  }
  const { output } = await run(planted, "globus", "task", "list", "--json");
  const [{ task_id: task }] = JSON.parse(output).tasks;
  const skips = fakeIo();
  const missing = ["/no.txt", "/nor this.txt"].map((path) => `"${path}" "${path}"\n`).join("");
  const words = ["--batch", "-", "--skip-source-errors", "--wait", "--json", "--sandbox"];
  const batch = { ...skips, readInput: () => Promise.resolve(missing) };
  await main(["globus", "transfer", `${lab}:/`, `${archive}:/`, ...words, planted.home], batch);
  return [
    [["globus", "search", "--scope", "my-endpoints"], "collections", 2],
    [["globus", "bookmark", "list"], "DATA", 2],
    [["globus", "task", "list"], "tasks", 4],
    [
      ["globus", "task", "show", "--skipped", JSON.parse(skips.output).task_id],
      "skipped_errors",
      2,
    ],
    [["globus", "task", "events", task], "events", 2],
    [["globus", "ls", `${lab}:/`], "DATA", 3],
    [["globus", "ls", "-r", `${lab}:/`], "entries", 5],
    [["tapis", "transfers", "list"], "transfers", 3],
    [["tapis", "files", "ls", "lab:"], "files", 3],
    [["tapis", "systems"], "systems", 2],
    [["tapis", "tenants"], "tenants", 2],
    [["tapis", "clients", "list"], "clients", 2],
    [["tapis", "clients", "list", "--v3"], "clients", 2],
    [["tapis", "clients", "subscriptions", "one"], "subscriptions", 2],
    [["cave", "datastacks"], "datastacks", 2],
  ];
}

/** Commands whose `--json` holds an array that is no list of the person's, and so is never cut. */
const noLists: Readonly<Record<string, string>> = {
  "status": "one row per platform",
  "permissions": "the flags of one command",
  "cp": "the failures of one copy, all of which are counted",
  "cave token": "the warnings about one token",
  "sandbox": "its own collections",
  "kernel doctor": "what was checked",
};

/** The commands that list, as far as their help tells. */
async function listing(): Promise<string[]> {
  return allCommands(await commandTree())
    .filter((command) => command.getCommands().length === 0)
    .filter((command) => /^(List|Search) |--json prints [^]*\[/.test(command.getDescription()))
    .map((command) => command.getPath().replace("keyferry ", ""))
    .filter((name) => !Object.hasOwn(noLists, name));
}

Deno.test("each command that lists says what it left out, on standard error and in --json", async () => {
  await using planted = await plantedSandbox();
  const all = await lists(planted);
  const named = await listing();
  const tried = new Set(
    all.map(([words]) => named.find((name) => `${words.join(" ")} `.startsWith(`${name} `))),
  );
  assertEquals(
    named.filter((name) => !tried.has(name)),
    [],
    "commands that list and are not tried",
  );
  for (const [words, key, least] of all) {
    const what = words.join(" ");
    const whole = await run(planted, ...words, "--all", "--json");
    const document = JSON.parse(whole.output);
    assertEquals([document[key].length >= least, document.capped], [true, false], what);
    assertFalse(whole.talk.includes("Only the first"), what);
    const cut = await run(planted, ...words, "--limit", "1", "--json");
    const part = JSON.parse(cut.output);
    assertEquals([part[key].length, part.capped], [1, true], what);
    const told = /^Only the first 1( of \d+)? are shown: --limit shows more, --all shows all$/m;
    assertMatch(cut.talk, told, what);
    const shown = await run(planted, ...words, "--limit", "1");
    assertMatch(shown.talk, told, what);
    const exact = await run(planted, ...words, "--limit", `${document[key].length}`, "--json");
    assertEquals(JSON.parse(exact.output).capped, false, what);
    const misused = [...words, "--limit", "1", "--all", "--sandbox", planted.home];
    assertEquals(await main(misused, fakeIo()), 2, what);
  }
});

Deno.test("globus ls takes a pattern of names and an order, recursively too", async () => {
  await using planted = await plantedSandbox();
  const { lab } = planted;
  const names = async (...words: string[]): Promise<string[]> => {
    return (await run(planted, "globus", "ls", `${lab}:/`, ...words)).output.trimEnd().split("\n");
  };
  assertEquals(await names("--filter", "*.csv"), ["cells.csv"]);
  assertEquals(await names("--orderby", "name DESC"), ["runs/", "cells.csv", "README.txt"]);
  const below = await names("-r", "--filter", "*.txt");
  assertEquals(below.length > 1 && below.every((name) => name.endsWith(".txt")), true, `${below}`);
  assertEquals(below.some((name) => name.startsWith("runs/")), true);
  assertEquals(await names("-r", "--filter", "[x"), [""]);
});

Deno.test("globus task list is narrowed by label, type and dates", async () => {
  await using planted = await plantedSandbox();
  await busy(planted);
  const labels = async (...words: string[]): Promise<(string | null)[]> => {
    const { output } = await run(planted, "globus", "task", "list", "--json", ...words);
    return JSON.parse(output).tasks.map(({ label }: { label: string | null }) => label);
  };
  assertEquals(await labels("--label", "first*"), ["first of all"]);
  assertEquals(await labels("--label", "no such"), []);
  assertEquals(await labels("--type", "delete"), [null]);
  assertEquals((await labels("--since", "2020-01-01", "--until", "2021-01-01")).length, 0);
  const today = new Date();
  const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()]
    .map((number) => String(number).padStart(2, "0")).join("-");
  assertEquals((await labels("--since", day, "--until", day)).includes("second"), true);
  const io = fakeIo();
  const wrong = ["globus", "task", "list", "--since", "soon", "--sandbox", planted.home];
  assertEquals(await main(wrong, io), 2);
  assertStringIncludes(io.talk, '--since "soon" is not a date');
});

Deno.test("globus stat shows one file or folder, and fails where there is none", async () => {
  await using planted = await plantedSandbox();
  const { lab, home } = planted;
  const shown = await run(planted, "globus", "stat", `${lab}:/README.txt`);
  assertMatch(
    shown.output,
    /^Name +README\.txt\nKind +file\nSize +\S+ k?B \(\d+ bytes\)\nModified +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n/,
  );
  const folder = JSON.parse(
    (await run(planted, "globus", "stat", `${lab}:/runs`, "--json")).output,
  );
  assertEquals([folder.name, folder.type], ["runs", "dir"]);
  const none = fakeIo();
  assertEquals(await main(["globus", "stat", `${lab}:/nope`, "--sandbox", home], none), 1);
  assertEquals(none.output, "");
});

Deno.test("globus search asks with --choose alone, and its table is on standard output", async () => {
  await using planted = await plantedSandbox();
  const words = ["globus", "search", "lab", "--sandbox", planted.home];
  const terminal = fakeIo({ answers: [] });
  assertEquals(await main(words, terminal), 0);
  assertEquals(terminal.prompts, []);
  assertStringIncludes(terminal.output, planted.lab);
  const nobody = fakeIo();
  assertEquals(await main([...words, "--choose"], nobody), 2);
  const chooser = fakeIo({ answers: ["1"] });
  assertEquals(await main([...words, "--choose"], chooser), 0);
  assertEquals(chooser.output, `${planted.lab}\n`);
  // A script that takes the id, ID=$(keyferry ...), must not go on without one.
  for (const answers of [[""], [], ["99", "x", ""]]) {
    const undecided = fakeIo({ answers });
    assertEquals(await main([...words, "--choose"], undecided), 1);
    assertEquals(undecided.output, "");
    assertStringIncludes(undecided.talk, "No collection was chosen\n");
  }
  const nothing = fakeIo({ answers: [] });
  assertEquals(
    await main(["globus", "search", "no-such", "--choose", ...words.slice(3)], nothing),
    1,
  );
  assertEquals([nothing.output, nothing.prompts], ["", []]);
});
