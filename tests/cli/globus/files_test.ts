import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { ApiError, sandboxSurroundings } from "../../../mod.ts";
import { FileError } from "../../../src/credentials/errors/errors.ts";
import { globusBookmarkCreate } from "../../../src/cli/globus/bookmark.ts";
import { globusDelete } from "../../../src/cli/globus/delete.ts";
import { globusGet, globusPut } from "../../../src/cli/globus/get.ts";
import { globusMkdir, globusRename } from "../../../src/cli/globus/rename.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { fileNames, temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { assertExplained, type FakeIo, fakeIo } from "../_cli.ts";
import { type PlantedSandbox, plantedSandbox } from "../_sandbox.ts";
import type { GlobusDeleteReport } from "../../../src/cli/globus/json_documents.ts";

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const uuid = /^[0-9a-f-]{36}\n$/;

function folderOf({ sandbox, lab }: PlantedSandbox): string {
  return sandbox.collections.find((collection) => collection.id === lab)?.path ?? "";
}

function isThere(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

/** A terminal of the sandbox's app that may read and write files over HTTPS. */
async function appIo(
  planted: PlantedSandbox,
  options: Parameters<typeof fakeIo>[0] = {},
): Promise<FakeIo> {
  const { id, secret } = planted.sandbox.tokens.globusClient;
  const env = { GLOBUS_CLIENT_ID: id, GLOBUS_CLIENT_SECRET: secret };
  return fakeIo({ ...options, surroundings: { ...await sandboxSurroundings(planted.home), env } });
}

Deno.test("globusMkdir() makes a folder, and says on whose collection", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab } = planted;
  const io = fakeIo();
  assertEquals(await globusMkdir({ folder: `${lab}:/new run`, sandbox }, io), 0);
  assertEquals(io.output, "/new run\n");
  assertMatch(io.talk, new RegExp(`^On lab \\(${lab}\\) of \\S+@\\S+\n$`));
  assertEquals((await Deno.stat(`${folderOf(planted)}/new run`)).isDirectory, true);
  await globusBookmarkCreate({ name: "runs", place: `${lab}:/runs`, sandbox }, fakeIo());
  const json = fakeIo();
  await globusMkdir({ folder: "runs:x", json: true, sandbox }, json);
  assertEquals(JSON.parse(json.output).code, "DirectoryCreated");
  assertEquals(await isThere(`${folderOf(planted)}/runs/x`), true);
});

Deno.test("globusRename() renames by a path, or by a place on the same collection", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const folder = folderOf(planted);
  const io = fakeIo();
  assertEquals(await globusRename({ from: `${lab}:/cells.csv`, to: "/a.csv", sandbox }, io), 0);
  assertEquals([io.output, await isThere(`${folder}/a.csv`)], ["/a.csv\n", true]);
  await globusBookmarkCreate({ name: "runs", place: `${lab}:/runs/`, sandbox }, fakeIo());
  await globusRename({ from: `${lab}:/a.csv`, to: "runs:b.csv", sandbox }, fakeIo());
  assertEquals(await isThere(`${folder}/runs/b.csv`), true);
  const away = { from: "runs:b.csv", to: `${archive}:/b.csv`, sandbox };
  await assertRejects(() => globusRename(away, fakeIo()), MisuseError, "stays on its collection");
  const bare = { from: "runs:b.csv", to: lab, sandbox };
  await assertRejects(() => globusRename(bare, fakeIo()), MisuseError, "lacks its path");
});

Deno.test("globusDelete() asks the person, naming the collection's owner, and prints the task's id", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab } = planted;
  const options = {
    places: [`${lab}:/runs/`, `${lab}:/cells.csv`],
    recursive: true,
    wait: true,
    pollingInterval: 0.1,
    sandbox,
  };
  for (const answers of [["n"], [""], []]) {
    const io = fakeIo({ answers });
    assertEquals(await globusDelete(options, io), 1);
    assertEquals([io.output, io.talk], ["", "Nothing was deleted\n"]);
    assertMatch(
      io.prompts[0] ?? "",
      new RegExp(
        `^Delete /runs/, /cells\\.csv and all that is in it on lab \\(${lab}\\) of \\S+\\? \\[y/N\\] $`,
      ),
    );
  }
  assertEquals(await isThere(`${folderOf(planted)}/runs`), true);
  const io = fakeIo({ answers: ["y"] });
  assertEquals(await globusDelete(options, io), 0, io.talk);
  assertMatch(io.output, uuid);
  assertEquals(await fileNames(folderOf(planted)), ["README.txt"]);
});

Deno.test("globusDelete() wants --yes where no one can be asked, and does it then", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab } = planted;
  const places = [`${lab}:/cells.csv`];
  await assertRejects(
    () => globusDelete({ places, sandbox: "/nowhere" }, fakeIo()),
    MisuseError,
    "add --yes",
  );
  const io = fakeIo();
  const options = { places, yes: true, wait: true, pollingInterval: 0.1, json: true, sandbox };
  assertEquals(await globusDelete(options, io), 0, io.talk);
  const { code, task }: GlobusDeleteReport = JSON.parse(io.output);
  assertEquals([code, task?.status], ["Accepted", "SUCCEEDED"]);
  assertStringIncludes(io.talk, `On lab (${lab}) of `);
  assertEquals(await isThere(`${folderOf(planted)}/cells.csv`), false);
});

Deno.test("globusDelete() shows what it would submit with --dry-run, and asks nobody", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab } = planted;
  const io = fakeIo();
  const options = { places: [`${lab}:/cells.csv`], deadline: "2h", dryRun: true, sandbox };
  assertEquals(await globusDelete(options, io), 0);
  const { DATA_TYPE, endpoint, DATA } = JSON.parse(io.output);
  assertEquals([DATA_TYPE, endpoint, DATA.length], ["delete", lab, 1]);
  assertEquals(await isThere(`${folderOf(planted)}/cells.csv`), true);
});

Deno.test("globusDelete() takes no search hit, nothing bare or whole, and no two collections", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const refused = (...places: string[]) => () => {
    return globusDelete({ places, yes: true, sandbox }, fakeIo());
  };
  await assertRejects(refused("lab:/cells.csv"), RangeError, 'no bookmark "lab"');
  await assertRejects(refused(lab), MisuseError, "lacks its path");
  await assertRejects(refused("mine"), MisuseError, "write mine:PATH");
  await assertRejects(refused("mine:"), MisuseError, "write mine:PATH");
  for (const all of ["/", "//", "/./", "/a/..", "~", "/~/"]) {
    await assertRejects(refused(`${lab}:${all}`), MisuseError, "all that the collection holds");
  }
  await assertRejects(refused(`${lab}:/a`, `${archive}:/a`), MisuseError, "one collection");
});

Deno.test("globusGet() and globusPut() bring files whole, and replace none unless told to", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const { lab } = planted;
  const source = `${lab}:/runs/2026-03-21/trace.bin`;
  const got = await appIo(planted, { stderrIsTerminal: true });
  assertEquals(await globusGet({ source, target: folder.path }, got), 0, got.talk);
  assertEquals(got.output, `${folder.path}/trace.bin\n`);
  assertStringIncludes(got.talk, `From lab (${lab}) of `);
  assertStringIncludes(got.talk, "200.0 kB of 200.0 kB");
  const bytes = await Deno.readFile(`${folder.path}/trace.bin`);
  assertEquals(bytes, await Deno.readFile(`${folderOf(planted)}/runs/2026-03-21/trace.bin`));
  const again = async () => globusGet({ source, target: folder.path }, await appIo(planted));
  await assertExplained(again, FileError, "add --overwrite");
  const replaced = await appIo(planted);
  const options = { source, target: folder.path, overwrite: true, json: true };
  assertEquals(await globusGet(options, replaced), 0);
  assertEquals(JSON.parse(replaced.output), {
    collection: lab,
    source: "/runs/2026-03-21/trace.bin",
    path: `${folder.path}/trace.bin`,
    bytes: 200_000,
  });

  await writeFiles(folder.path, { "a b.txt": "some data" });
  const local = { source: `${folder.path}/a b.txt` };
  const put = await appIo(planted);
  assertEquals(await globusPut({ ...local, destination: `${lab}:/runs` }, put), 0, put.talk);
  assertEquals(put.output, "/runs/a b.txt\n");
  assertEquals(await Deno.readTextFile(`${folderOf(planted)}/runs/a b.txt`), "some data");
  for (const destination of [`${lab}:/runs/`, `${lab}:/runs/a b.txt`]) {
    const refused = async () => globusPut({ ...local, destination }, await appIo(planted));
    await assertExplained(refused, FileError, "add --overwrite");
  }
  const json = await appIo(planted);
  const over = { ...local, destination: `${lab}:/runs/`, overwrite: true, json: true };
  assertEquals(await globusPut(over, json), 0);
  assertEquals(JSON.parse(json.output), { collection: lab, path: "/runs/a b.txt", bytes: 9 });
});

Deno.test("globusGet() and globusPut() tell a folder from what is not there", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "a.txt": "some data" });
  const { lab } = planted;
  const get = (path: string) => async () => {
    return await globusGet({ source: `${lab}:${path}`, target: folder.path }, await appIo(planted));
  };
  await assertRejects(get("/runs"), MisuseError, "/runs is a folder");
  await assertRejects(get("/none"), FileError, `${lab}:/none: it is not there`);
  const destination = `${lab}:/none/x`;
  const put = async () => {
    return await globusPut({ source: `${folder.path}/a.txt`, destination }, await appIo(planted));
  };
  await assertRejects(put, ApiError, "404 NotFound to PUT");
});

Deno.test("globusGet() leaves nothing behind at Ctrl-C", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const io = await appIo(planted, { stop: Promise.resolve() });
  const options = { source: `${planted.lab}:/cells.csv`, target: `${folder.path}/cells.csv` };
  assertEquals(await globusGet(options, io), 130);
  assertEquals([io.output, await fileNames(folder.path)], ["", []]);
  assertStringIncludes(io.talk, "nothing was written");
});

Deno.test("globusPut() replaces nothing at Ctrl-C", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "cells.csv": "other data" });
  const before = await Deno.readTextFile(`${folderOf(planted)}/cells.csv`);
  const io = await appIo(planted, { stop: Promise.resolve() });
  const options = { source: `${folder.path}/cells.csv`, destination: `${planted.lab}:/cells.csv` };
  assertEquals(await globusPut({ ...options, overwrite: true }, io), 130);
  assertEquals(io.output, "");
  assertStringIncludes(io.talk, "/cells.csv was not replaced");
  assertEquals(await Deno.readTextFile(`${folderOf(planted)}/cells.csv`), before);
});

Deno.test("globusGet() and globusPut() want a file's path", async () => {
  const io = fakeIo();
  await assertRejects(() => globusGet({ source: id }, io), MisuseError, "lacks its path");
  const put = { source: "a.txt", destination: id };
  await assertRejects(() => globusPut(put, io), MisuseError, "lacks its path");
  await using planted = await plantedSandbox();
  const folder = { source: `${planted.lab}:/runs/`, sandbox: planted.home };
  await assertRejects(() => globusGet(folder, io), MisuseError, "is a folder");
});
