import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { plantedSandbox } from "../_sandbox.ts";
import { v3Grants, v3Said } from "./_grants.ts";
import { holdToItsWord, testThatAllWereHeld } from "./_hold.ts";

for (
  const words of [
    ["ls", "-l", "lab:runs"],
    ["cp", "--overwrite", "lab:cells.csv", "lab:copy.csv"],
    ["mv", "lab:cells.csv", "lab:moved.csv"],
    ["mkdir", "archive:new"],
    ["rm", "--yes", "lab:cells.csv"],
  ]
) {
  Deno.test(`permissions tapis files ${words[0]} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    await holdToItsWord({
      words: ["--sandbox", planted.home, "tapis", "files", ...words],
      env: {},
      code: 0,
      expected: v3Grants(planted),
      said: v3Said(planted.home),
    });
  });
}

Deno.test("permissions tapis files get is the least, and enough", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await holdToItsWord({
    words: [
      ...["tapis", "files", "get", "lab:cells.csv", `${folder.path}/cells.csv`],
      ...["--sandbox", planted.home],
    ],
    env: {},
    code: 0,
    expected: [...v3Grants(planted), `read:${folder.path}`, `write:${folder.path}`],
    said: v3Said(planted.home),
  });
});

Deno.test("permissions tapis files put is the least, and enough", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "notes.txt": "It works.\n" });
  const source = `${folder.path}/notes.txt`;
  await holdToItsWord({
    words: ["tapis", "files", "put", source, "archive:notes.txt", "--sandbox", planted.home],
    env: {},
    code: 0,
    expected: [...v3Grants(planted), `read:${source}`],
    said: v3Said(planted.home),
  });
});

testThatAllWereHeld(import.meta.url);
