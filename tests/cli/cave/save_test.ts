import { assertEquals, assertRejects } from "@std/assert";
import { CredentialError, FileError, PermissionNeededError } from "../../../mod.ts";
import { caveSave } from "../../../src/cli/cave/save.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import {
  fileNames,
  snapshot,
  temporaryFolder,
  writeFiles,
} from "../../helpers/temporary_folder.ts";
import { assertExplained, fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";

const secrets = ".cloudvolume/secrets";
const own = `${secrets}/global.daf-apis.com-cave-secret.json`;
const shared = `${secrets}/cave-secret.json`;

Deno.test("caveSave() saves what is typed, and prints the paths and no token", async () => {
  await using folder = await temporaryFolder();
  const token = canary();
  const io = fakeIo({ surroundings: { home: folder.path, env: {} }, secret: ` "${token}"\n` });
  assertEquals(await caveSave({}, io), 0);
  assertEquals(io.prompts, ["CAVE token for https://global.daf-apis.com: "]);
  assertEquals(io.output, `${folder.path}/${own}\n${folder.path}/${shared}\n`);
  for (const name of [own, shared]) {
    assertEquals(await Deno.readTextFile(`${folder.path}/${name}`), `{"token": "${token}"}`);
  }
  assertNothingShown([io.output, io.talk, io.prompts], token);
});

Deno.test("caveSave() saves under the server, key and file that are named", async () => {
  await using folder = await temporaryFolder();
  const io = fakeIo({ surroundings: { home: folder.path, env: {} }, secret: "made-up" });
  const options = { server: "https://cave.example.org", key: "mine", file: "~/own.json" };
  assertEquals(await caveSave({ ...options, json: true }, io), 0);
  const names = [`${secrets}/cave.example.org-cave-secret.json`, "own.json"];
  assertEquals(JSON.parse(io.output), { paths: names.map((name) => `${folder.path}/${name}`) });
  assertEquals(await Deno.readTextFile(`${folder.path}/own.json`), '{"mine": "made-up"}');
});

Deno.test("caveSave() replaces another token with --overwrite alone", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [shared]: '{"token": "older", "kept": 1}' });
  const before = await snapshot(folder.path);
  const io = () => fakeIo({ surroundings: { home: folder.path, env: {} }, secret: "newer" });
  const error = await assertExplained(() => caveSave({}, io()), FileError, "add --overwrite");
  assertNothingShown(error, "older", "newer");
  assertEquals((await snapshot(folder.path))[shared], before[shared]);
  assertEquals(await fileNames(folder.path), [shared]);

  assertEquals(await caveSave({ overwrite: true }, io()), 0);
  assertEquals(
    await Deno.readTextFile(`${folder.path}/${shared}`),
    '{"token": "newer", "kept": 1}',
  );
});

Deno.test("caveSave() wants a token", async () => {
  await using folder = await temporaryFolder();
  for (const secret of ["", " \n", '""']) {
    const io = fakeIo({ surroundings: { home: folder.path, env: {} }, secret });
    await assertRejects(() => caveSave({}, io), MisuseError, "No token was given");
  }
  assertEquals(await fileNames(folder.path), []);
});

Deno.test({
  name: "caveSave() does not ask for a token that it may not write",
  permissions: { read: true, write: [] },
  async fn() {
    const io = fakeIo({ surroundings: { home: "/home/ada", env: {} }, secret: "made-up" });
    const error = await assertRejects(() => caveSave({}, io), PermissionNeededError);
    assertEquals(error.flags, [`--allow-write=/home/ada/${secrets}`]);
    assertEquals(io.prompts, []);
  },
});

Deno.test("caveSave() keeps a sandbox's token out of the person's own files", async () => {
  await using folder = await temporaryFolder();
  await using planted = await plantedSandbox();
  const secret = planted.sandbox.tokens.cave;
  const io = fakeIo({ surroundings: { home: folder.path, env: {} }, secret });
  await assertRejects(() => caveSave({}, io), CredentialError, "belongs to a sandbox");
  assertEquals(await fileNames(folder.path), []);
  assertEquals(await caveSave({ sandbox: planted.home }, fakeIo({ secret })), 0);
});
