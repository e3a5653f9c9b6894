import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import type { CpReport } from "../../src/cli/cp.ts";
import { forgetFilesLogin } from "../helpers/files_login.ts";
import { fileNames, temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { treeOf } from "../ferry/_places.ts";
import { fakeIo } from "./_cli.ts";
import { type PlantedSandbox, plantedSandbox } from "./_sandbox.ts";

function folderOf({ sandbox }: PlantedSandbox, name: string): string {
  return sandbox.collections.find((collection) => collection.name === name)?.path ?? "";
}

/** Runs `keyferry cp` in the sandbox. */
async function cp(
  planted: PlantedSandbox,
  words: readonly string[],
  options: Parameters<typeof fakeIo>[0] = {},
) {
  const io = fakeIo(options);
  const code = await main(["cp", "--sandbox", planted.home, ...words], io);
  return { code, output: io.output, talk: io.talk };
}

Deno.test("cp copies on every way with the credentials that the sandbox planted, and counts last", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const { lab, archive } = planted;
  const ways: readonly (readonly [string, string, string])[] = [
    [`${lab}:/runs`, `${folder.path}/a`, `${folder.path}/a`],
    [`${folder.path}/a`, `globus:${archive}:/b`, `${folderOf(planted, "archive")}/b`],
    [`${folder.path}/a`, "tapis:archive:/c", `${folderOf(planted, "archive")}/c`],
    ["tapis://lab/runs", `${folder.path}/d`, `${folder.path}/d`],
    [`${lab}:/runs`, `${archive}:/e`, `${folderOf(planted, "archive")}/e`],
    ["tapis:lab:/runs", "tapis:archive:/f", `${folderOf(planted, "archive")}/f`],
  ];
  for (const [from, to, target] of ways) {
    const first = await cp(planted, ["-r", from, to]);
    assertEquals(first.code, 0, first.talk);
    assertMatch(first.output, /^\d files copied \([\d.]+ kB\), 0 skipped, 0 failed\n$/, from);
    assertEquals(await treeOf(target), await treeOf(`${folderOf(planted, "lab")}/runs`));
    const second = await cp(planted, ["-r", from, to]);
    assertEquals(second.code, 0);
    assertMatch(second.output, /^0 files copied \(0 B\), \d skipped( \(.*\))?, 0 failed\n$/);
  }
});

Deno.test("cp goes between platforms with --through-here alone, and says how much first", async () => {
  await using planted = await plantedSandbox();
  const words = ["-r", `${planted.lab}:/runs`, "tapis:archive:/runs"];
  const refused = await cp(planted, words);
  assertEquals([refused.code, refused.output], [2, ""]);
  assertMatch(refused.talk, /2 files, [\d.]+ kB; add --through-here\n$/);
  assertEquals((await cp(planted, [...words, "--through-here"])).code, 0);
  assertEquals(
    await treeOf(`${folderOf(planted, "archive")}/runs`),
    await treeOf(`${folderOf(planted, "lab")}/runs`),
  );
});

Deno.test("cp says with 2 what makes no sense, and nothing is asked for", async () => {
  await using planted = await plantedSandbox();
  const { lab } = planted;
  const seen = planted.sandbox.requests.length;
  const table: readonly (readonly [readonly string[], string])[] = [
    [["my lab:/x", "a"], '"my lab:/x" is not a place'],
    [["2026lab:/x", "a"], '"2026lab"'],
    [[" ", "a"], "names nothing"],
    [["a", "b"], "cp, rsync"],
    [["a", "https://example.org/b"], "an address is a source"],
    [["-r", "https://example.org/b", "a"], "one file"],
    [[`${lab}:/a`, `${lab}:/a/b`], "is inside the source"],
    [["tapis:lab:/a/../b", "x"], 'holds ".."'],
    [["a", "tapis:lab:/a", "--streams", "17"], "from 1 to 16"],
    [["a", "tapis:lab:/a", "--label", "x"], "are for tasks"],
    [["a", "tapis:lab:/a", "--no-wait"], "are for tasks"],
    [["a", "tapis:lab:/a", "--deadline", "2h"], "Only a task of Globus has a deadline"],
    [[`${lab}:/a`, `${lab}:/b`, "--deadline", "soon"], "is not a time"],
  ];
  for (const [words, said] of table) {
    const { code, output, talk } = await cp(planted, words);
    assertEquals([code, output], [2, ""], words.join(" "));
    assertStringIncludes(talk, said);
  }
  assertEquals(planted.sandbox.requests.length, seen);
});

Deno.test("cp of a folder asks for --recursive, and of nothing says what is not there", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  for (const from of [`${planted.lab}:/runs`, "tapis:lab:/runs"]) {
    const { code, talk } = await cp(planted, [from, folder.path]);
    assertEquals(code, 2);
    assertStringIncludes(talk, "is a folder; add --recursive");
    const none = await cp(planted, [`${from}/none`, folder.path]);
    assertEquals(none.code, 1);
    assertStringIncludes(none.talk, "it is not there");
  }
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("cp names each file that was not copied, copies the others, and ends with 1", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "a.txt": "new", "b.txt": "new", "c\n.txt": "longer" });
  await writeFiles(`${folderOf(planted, "archive")}`, { "x/c\n.txt": "old" });
  const words = ["-r", folder.path, "tapis:archive:/x"];
  const { code, output, talk } = await cp(planted, words);
  assertEquals(code, 1);
  assertEquals(output, "2 files copied (6 B), 0 skipped, 1 failed\n");
  assertStringIncludes(talk, "keyferry: c\\x0a.txt: ");
  assertStringIncludes(talk, "add --overwrite\n");
  const json = await cp(planted, [...words, "--json"]);
  const report: CpReport = JSON.parse(json.output);
  assertEquals([report.copied, report.skipped, report.failed, report.dryRun], [0, 2, 1, false]);
  assertEquals([report.route, report.failures[0]?.path], ["upload", "c\n.txt"]);
  assertEquals((await cp(planted, [...words, "--overwrite"])).code, 0);
});

Deno.test("cp --dry-run prints what would be copied, and sends no write", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  for (
    const [from, to] of [
      [`${planted.lab}:/runs`, `${folder.path}/new`],
      [`${planted.lab}:/runs`, `${planted.archive}:/runs`],
      ["tapis:lab:/runs", "tapis:archive:/runs"],
    ] as const
  ) {
    const seen = planted.sandbox.requests.length;
    const { code, output } = await cp(planted, ["-r", "--dry-run", from, to]);
    assertEquals(code, 0);
    const lines = output.trimEnd().split("\n");
    assertMatch(lines.at(-1) ?? "", /^2 files would be copied/);
    assertEquals(lines.slice(0, -1).length, 2);
    const writes = planted.sandbox.requests.slice(seen).filter(({ method }) => method !== "GET");
    assertEquals(writes, []);
  }
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("cp shows a bar where a person sees it, and the end alone in a pipe", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const words = (name: string) => ["-r", "tapis:lab:/runs", `${folder.path}/${name}`];
  const seen = await cp(planted, words("a"), { stderrIsTerminal: true });
  assertStringIncludes(seen.talk, "2 of 2 files");
  assertMatch(seen.talk, /kB of [\d.]+ kB/);
  const piped = await cp(planted, words("b"));
  assertEquals(piped.talk, "");
});

Deno.test("cp --no-wait leaves the task to Globus, and says how to wait for it", async () => {
  await using planted = await plantedSandbox();
  const { lab, archive, sandbox } = planted;
  const words = ["-r", "--label", "run 7", "--deadline", "2h", "--no-wait"];
  const { code, output, talk } = await cp(planted, [...words, `${lab}:/runs`, `${archive}:/x`]);
  assertEquals(code, 0);
  assertStringIncludes(output, "2 submitted");
  const id = /Task (\S+) goes on/.exec(talk)?.[1] ?? "";
  assertStringIncludes(talk, `Next: keyferry globus task wait ${id} --sandbox ${planted.home}\n`);
  const waited = fakeIo();
  assertEquals(await main(["globus", "task", "wait", id, "--sandbox", planted.home], waited), 0);
  assert(sandbox.requests.some(({ body }) => body.includes('"label":"run 7"')));
  const tapis = await cp(planted, ["--no-wait", "tapis:lab:/cells.csv", "tapis:archive:/c.csv"]);
  const transfer = /Transfer (\S+) goes on/.exec(tapis.talk)?.[1] ?? "";
  assertStringIncludes(tapis.talk, `Next: keyferry tapis transfers wait ${transfer}`);
});

Deno.test("cp at Ctrl-C says that the same command continues, and ends with 130", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const words = ["-r", "tapis:lab:/runs", `${folder.path}/x`];
  const { code, output, talk } = await cp(planted, words, { stop: Promise.resolve() });
  assertEquals(code, 130);
  assertStringIncludes(talk, "interrupted: the same command continues from there");
  assertMatch(output, /^\d files? copied/);
  assertEquals((await cp(planted, words)).code, 0);
});

Deno.test("cp at Ctrl-C leaves a task running, and says how to wait for it", async () => {
  await using planted = await plantedSandbox();
  const { lab, archive, sandbox } = planted;
  const gate = Promise.withResolvers<void>();
  const stop = Promise.withResolvers<void>();
  sandbox.faults.transfer = async ({ step }) => {
    if (step !== "copy") return undefined;
    stop.resolve();
    await gate.promise;
    return undefined;
  };
  const words = ["-r", `${lab}:/runs`, `${archive}:/x`];
  const { code, talk } = await cp(planted, words, { stop: stop.promise });
  gate.resolve();
  assertEquals(code, 130);
  assertMatch(talk, /Task \S+ goes on\nNext: keyferry globus task wait /);
  await sandbox.idle();
  assertEquals((await cp(planted, words)).output.split(",")[0], "0 files copied (0 B)");
});

Deno.test("cp names the login that a collection's files need, and is told 3 where there is none", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const { lab, sandbox } = planted;
  await forgetFilesLogin(sandbox, lab);
  const { code, output, talk } = await cp(planted, [`${lab}:/cells.csv`, folder.path]);
  assertEquals([code, output], [3, ""]);
  assertStringIncludes(talk, `Next: keyferry globus login --https ${lab}`);
  await Deno.remove(`${planted.home}/.agave`, { recursive: true });
  const tapis = await cp(planted, ["tapis:lab:/cells.csv", folder.path]);
  assertEquals(tapis.code, 3);
  assertStringIncludes(tapis.talk, "Next: keyferry tapis login");
});

Deno.test("cp of a collection that serves no files over HTTPS names the transfer instead", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const { lab, sandbox } = planted;
  sandbox.faults.request = ({ path }) => {
    if (!path.endsWith(`/endpoint/${lab}`)) return undefined;
    return Response.json({
      DATA_TYPE: "endpoint",
      id: lab,
      display_name: "lab",
      https_server: null,
    });
  };
  const { code, output, talk } = await cp(planted, [`${lab}:/cells.csv`, folder.path]);
  assert(code !== 0);
  assertEquals(output, "");
  assertStringIncludes(talk, "The collection lab serves no files over HTTPS: use a transfer");
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("cp says of a task that failed what the next copy needs, and that copy makes it whole", async () => {
  await using planted = await plantedSandbox();
  const { lab, archive, sandbox } = planted;
  sandbox.faults.transfer = async ({ taskId }) => {
    const io = fakeIo();
    await main(["globus", "task", "cancel", taskId, "--sandbox", planted.home], io);
    return undefined;
  };
  const words = ["-r", `${lab}:/runs`, `${archive}:/x`];
  const { code, output, talk } = await cp(planted, words);
  assertEquals(code, 1);
  assertMatch(output, /^\d files? copied \(.*\), 0 skipped, \d failed\n$/);
  assertStringIncludes(talk, "it may not be whole");
  assertStringIncludes(talk, "the next copy needs --overwrite, or --verify with --through-here");
  sandbox.faults.transfer = undefined;
  assertEquals((await cp(planted, [...words, "--overwrite"])).code, 0);
  assertEquals(
    await treeOf(`${folderOf(planted, "archive")}/x`),
    await treeOf(`${folderOf(planted, "lab")}/runs`),
  );
});

Deno.test("cp --dry-run ends with 1 where items differ", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "a.txt": "new", "b.txt": "longer" });
  await writeFiles(`${folderOf(planted, "archive")}/x`, { "b.txt": "old" });
  const { code, output } = await cp(planted, ["-r", "--dry-run", folder.path, "tapis:archive:/x"]);
  assertEquals(code, 1);
  assertEquals(output, "a.txt\n1 file would be copied (3 B), 0 skipped, 1 failed\n");
});
