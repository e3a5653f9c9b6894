import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { bytesInWords } from "../../../../src/text.ts";
import { ApiError, FileError } from "../../../../mod.ts";
import { MisuseError } from "../../../../src/cli/words/misuse.ts";
import { tapisFilesCp, tapisFilesMv } from "../../../../src/cli/tapis/files/relocate.ts";
import { tapisFilesGet, tapisFilesPut } from "../../../../src/cli/tapis/files/get.ts";
import { tapisFilesLs } from "../../../../src/cli/tapis/files/ls.ts";
import { tapisFilesMkdir, tapisFilesRm } from "../../../../src/cli/tapis/files/rm.ts";
import { fileNames, temporaryFolder, writeFiles } from "../../../helpers/temporary_folder.ts";
import { assertExplained, type FakeIo, fakeIo } from "../../_cli.ts";
import { type PlantedSandbox, plantedSandbox } from "../../_sandbox.ts";
import type {
  TapisFileList,
  TapisGetReport,
  TapisPutReport,
  TapisRelocateReport,
  TapisRmReport,
} from "../../../../src/cli/tapis/json_documents.ts";

/** A terminal that nobody stops. */
function quietIo(options: Parameters<typeof fakeIo>[0] = {}): FakeIo {
  return fakeIo({ stop: new Promise(() => {}), ...options });
}

function pathOn({ sandbox }: PlantedSandbox, system: string, path: string): string {
  return `${sandbox.collections.find(({ name }) => name === system)?.path}/${path}`;
}

Deno.test("tapisFilesLs() lists a folder, a name a line", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  for (const place of ["lab", "lab:", "lab:/", "tapis://lab/"]) {
    const io = fakeIo();
    assertEquals(await tapisFilesLs({ sandbox, place }, io), 0);
    assertEquals([io.output, io.talk], ["cells.csv\nREADME.txt\nruns/\n", ""]);
  }
  const below = fakeIo();
  await tapisFilesLs({ sandbox, place: "lab", recursive: true }, below);
  assert(below.output.split("\n").some((line) => /^runs\/.+[^/]$/.test(line)), below.output);
  const some = fakeIo();
  await tapisFilesLs({ sandbox, place: "lab", pattern: "*.csv" }, some);
  assertEquals(some.output, "cells.csv\n");
});

Deno.test("tapisFilesLs() --recursive lists what is deeper than the service goes", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  // 45 folders in one another, each with a file.
  const names = Array.from({ length: 45 }, (_, index) => `d${index}`);
  const paths = names.map((_, index) => names.slice(0, index + 1).join("/"));
  await Deno.mkdir(pathOn(planted, "lab", `deep/${paths.at(-1)}`), { recursive: true });
  for (const path of paths) await Deno.writeTextFile(pathOn(planted, "lab", `deep/${path}/f`), "");
  const io = fakeIo();
  await tapisFilesLs({ sandbox, place: "lab:deep", recursive: true }, io);
  const expected = paths.flatMap((path) => [`deep/${path}/`, `deep/${path}/f`]);
  assertEquals(io.output.trim().split("\n").toSorted(), expected.toSorted());
});

Deno.test("tapisFilesLs() shows sizes with --long, and documents with --json", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const { size } = await Deno.stat(pathOn(planted, "lab", "cells.csv"));
  const long = fakeIo();
  await tapisFilesLs({ sandbox, place: "lab", long: true }, long);
  const rows = long.output.trim().split("\n").map((line) => line.split(/  +/));
  assertEquals(rows[0], ["Mode", "Size", "Modified", "Name"]);
  assertEquals(rows.find((row) => row[3] === "cells.csv")?.[1], bytesInWords(size));
  const json = fakeIo();
  await tapisFilesLs({ sandbox, place: "lab", json: true }, json);
  const { files }: TapisFileList = JSON.parse(json.output);
  assertEquals(files.find(({ name }) => name === "cells.csv")?.size, size);
  await assertRejects(() => tapisFilesLs({ sandbox, place: "lab:none" }, fakeIo()), ApiError);
});

Deno.test("tapisFilesGet() puts the file in its place, and prints the path", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const { home: sandbox } = planted;
  const io = quietIo();
  const source = "lab:cells.csv";
  assertEquals(await tapisFilesGet({ sandbox, source, target: folder.path }, io), 0);
  const target = `${folder.path}/cells.csv`;
  assertEquals(io.output, `${target}\n`);
  const bytes = await Deno.readFile(pathOn(planted, "lab", "cells.csv"));
  assertEquals(await Deno.readFile(target), bytes);

  await assertExplained(
    () => tapisFilesGet({ sandbox, source, target }, quietIo()),
    FileError,
    "add --overwrite",
  );
  const json = quietIo();
  await tapisFilesGet({ sandbox, source, target, overwrite: true, json: true }, json);
  const report: TapisGetReport = JSON.parse(json.output);
  assertEquals(report, {
    system: "lab",
    source: "cells.csv",
    path: target,
    bytes: bytes.length,
  });
});

Deno.test("tapisFilesGet() fetches a folder packed", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const options = { sandbox: planted.home, source: "lab:runs", target: `${folder.path}/` };
  await assertRejects(
    () => tapisFilesGet(options, quietIo()),
    MisuseError,
    "/runs is a folder: keyferry cp -r",
  );
  assertEquals(await tapisFilesGet({ ...options, zip: true }, quietIo()), 0);
  assertEquals(await fileNames(folder.path), ["runs.zip"]);
});

Deno.test("tapisFilesGet() names what comes packed as the service does: without what follows the last dot", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  for (const name of ["b.tar.gz", "plain", ".hidden"]) {
    await Deno.writeTextFile(pathOn(planted, "lab", name), "text");
    const options = { sandbox: planted.home, source: `lab:${name}`, target: `${folder.path}/` };
    assertEquals(await tapisFilesGet({ ...options, zip: true }, quietIo()), 0);
  }
  // Of a name that begins with its only dot the service would leave nothing.
  assertEquals((await fileNames(folder.path)).sort(), [".hidden.zip", "b.tar.zip", "plain.zip"]);
});

Deno.test("tapisFilesGet() shows a bar to a person, and leaves nothing at Ctrl-C", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await Deno.writeFile(pathOn(planted, "lab", "big.bin"), new Uint8Array(20_000_000));
  const options = { sandbox: planted.home, source: "lab:big.bin", target: `${folder.path}/` };
  const stopped = quietIo({ stop: Promise.resolve() });
  assertEquals(await tapisFilesGet(options, stopped), 130);
  assertStringIncludes(stopped.talk, "interrupted: nothing was written");
  assertEquals([stopped.output, await fileNames(folder.path)], ["", []]);
  const watched = quietIo({ stderrIsTerminal: true });
  assertEquals(await tapisFilesGet(options, watched), 0);
  assertStringIncludes(watched.talk, "20.0 MB");
  assertEquals(watched.output, `${folder.path}/big.bin\n`);
});

Deno.test("tapisFilesPut() sends a file under its own name or another", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "notes.txt": "It works.\n" });
  const { home: sandbox } = planted;
  const source = `${folder.path}/notes.txt`;
  for (
    const [target, path] of [
      ["archive", "notes.txt"],
      ["archive:new/", "new/notes.txt"],
      ["archive:new", "new/notes.txt"],
      ["tapis://archive/new/about.txt", "new/about.txt"],
    ] as const
  ) {
    const io = quietIo();
    assertEquals(await tapisFilesPut({ sandbox, source, target, overwrite: true }, io), 0);
    assertEquals(io.output, `archive:${path}\n`);
    assertEquals(await Deno.readTextFile(pathOn(planted, "archive", path)), "It works.\n");
  }
  const json = quietIo();
  await tapisFilesPut({ sandbox, source, target: "archive:json.txt", json: true }, json);
  const report: TapisPutReport = JSON.parse(json.output);
  assertEquals(report, { source, system: "archive", path: "json.txt", bytes: 10 });
});

Deno.test("tapisFilesPut() replaces a file with --overwrite alone, and wants a file", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "notes.txt": "new" });
  const { home: sandbox } = planted;
  const there = pathOn(planted, "archive", "notes.txt");
  await Deno.writeTextFile(there, "old");
  const options = { sandbox, source: `${folder.path}/notes.txt`, target: "archive:notes.txt" };
  await assertExplained(() => tapisFilesPut(options, quietIo()), FileError, "add --overwrite");
  assertEquals(await Deno.readTextFile(there), "old");
  await tapisFilesPut({ ...options, overwrite: true }, quietIo());
  assertEquals(await Deno.readTextFile(there), "new");
  const none = { ...options, source: `${folder.path}/none` };
  await assertRejects(() => tapisFilesPut(none, quietIo()), FileError, "/none");
});

Deno.test("tapisFilesCp() and tapisFilesMv() put things elsewhere on their system", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const bytes = await Deno.readFile(pathOn(planted, "lab", "cells.csv"));
  const io = fakeIo();
  const copy = { sandbox, source: "lab:cells.csv", target: "lab:runs" };
  assertEquals(await tapisFilesCp(copy, io), 0);
  assertEquals(io.output, "lab:runs/cells.csv\n");
  assertEquals(await Deno.readFile(pathOn(planted, "lab", "runs/cells.csv")), bytes);
  await assertRejects(() => tapisFilesCp(copy, fakeIo()), FileError, "add --overwrite");
  assertEquals(await tapisFilesCp({ ...copy, overwrite: true }, fakeIo()), 0);
  // The service would put it into the folder, under its own name once more.
  const folder = { sandbox, source: "lab:runs", target: "lab:again", overwrite: true };
  await tapisFilesCp(folder, fakeIo());
  await tapisFilesCp({ ...folder, target: "lab:again/" }, fakeIo());
  const twice = { ...folder, target: "lab:again/" };
  for (const act of [tapisFilesCp, tapisFilesMv]) {
    await assertRejects(() => act(twice, fakeIo()), FileError, "delete that folder");
  }

  const json = fakeIo();
  const move = { sandbox, source: "lab:cells.csv", target: "lab:neurons.csv", json: true };
  assertEquals(await tapisFilesMv(move, json), 0);
  const report: TapisRelocateReport = JSON.parse(json.output);
  assertEquals(report, { system: "lab", source: "cells.csv", path: "neurons.csv" });
  assertEquals(await Deno.readFile(pathOn(planted, "lab", "neurons.csv")), bytes);
  await assertRejects(() => Deno.stat(pathOn(planted, "lab", "cells.csv")), Deno.errors.NotFound);

  const across = { sandbox, source: "lab:runs", target: "archive:runs" };
  await assertRejects(() => tapisFilesMv(across, fakeIo()), MisuseError, "keyferry tapis transfer");
});

Deno.test("tapisFilesMkdir() makes a folder with those above it", async () => {
  await using planted = await plantedSandbox();
  const io = fakeIo();
  const options = { sandbox: planted.home, place: "archive:2026/11" };
  assertEquals(await tapisFilesMkdir(options, io), 0);
  assertEquals(io.output, "archive:2026/11\n");
  assert((await Deno.stat(pathOn(planted, "archive", "2026/11"))).isDirectory);
  const json = fakeIo();
  await tapisFilesMkdir({ ...options, json: true }, json);
  assertEquals(JSON.parse(json.output), { system: "archive", path: "2026/11" });
});

Deno.test("tapisFilesRm() deletes what the person agrees to, and nothing else", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const file = pathOn(planted, "lab", "cells.csv");
  const options = { sandbox, place: "lab:cells.csv" };
  const refusing = fakeIo({ answers: ["n"] });
  assertEquals(await tapisFilesRm(options, refusing), 1);
  assertEquals([refusing.output, refusing.talk], ["", "Nothing was deleted\n"]);
  assertStringIncludes(refusing.prompts[0] ?? "", "Delete lab:cells.csv (");
  assertStringIncludes(refusing.prompts[0] ?? "", planted.sandbox.url);
  assert((await Deno.stat(file)).isFile);

  assertEquals(await tapisFilesRm(options, fakeIo({ answers: ["y"] })), 0);
  await assertRejects(() => Deno.stat(file), Deno.errors.NotFound);
});

Deno.test("tapisFilesRm() wants --yes where no one is there, and --recursive for a folder", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const options = { sandbox, place: "lab:runs", json: true };
  const asked = planted.sandbox.requests.length;
  await assertRejects(() => tapisFilesRm(options, fakeIo()), MisuseError, "add --yes");
  assertEquals(planted.sandbox.requests.length, asked);
  const yes = { ...options, yes: true };
  await assertRejects(() => tapisFilesRm(yes, fakeIo()), MisuseError, "add --recursive");
  assert((await Deno.stat(pathOn(planted, "lab", "runs"))).isDirectory);
  const io = fakeIo();
  assertEquals(await tapisFilesRm({ ...yes, recursive: true }, io), 0);
  const report: TapisRmReport = JSON.parse(io.output);
  assertEquals(report, { system: "lab", path: "runs", type: "dir" });
  await assertRejects(() => Deno.stat(pathOn(planted, "lab", "runs")), Deno.errors.NotFound);
});

Deno.test("tapis files refuses places that make no sense, and asks nobody", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const asked = planted.sandbox.requests.length;
  const yes = { sandbox, yes: true, recursive: true };
  await assertRejects(() => tapisFilesRm({ ...yes, place: "lab:/" }, fakeIo()), MisuseError);
  await assertRejects(() => tapisFilesRm({ ...yes, place: "lab:a/../.." }, fakeIo()), TypeError);
  await assertRejects(() => tapisFilesMkdir({ sandbox, place: "lab" }, fakeIo()), MisuseError);
  await assertRejects(() => tapisFilesGet({ sandbox, source: "lab" }, quietIo()), MisuseError);
  assertEquals(planted.sandbox.requests.length, asked);
});
