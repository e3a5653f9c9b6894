import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { main } from "../../../cli.ts";
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
  assertEquals(await caveSave({ check: false }, io), 0);
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
  assertEquals(await caveSave({ ...options, check: false, json: true }, io), 0);
  const names = [`${secrets}/cave.example.org-cave-secret.json`, "own.json"];
  assertEquals(JSON.parse(io.output), { paths: names.map((name) => `${folder.path}/${name}`) });
  assertEquals(await Deno.readTextFile(`${folder.path}/own.json`), '{"mine": "made-up"}');
});

Deno.test("caveSave() replaces another token with --overwrite alone", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [shared]: '{"token": "older", "kept": 1}' });
  const before = await snapshot(folder.path);
  const io = () => fakeIo({ surroundings: { home: folder.path, env: {} }, secret: "newer" });
  const error = await assertExplained(
    () => caveSave({ check: false }, io()),
    FileError,
    "add --overwrite",
  );
  assertNothingShown(error, "older", "newer");
  assertEquals((await snapshot(folder.path))[shared], before[shared]);
  assertEquals(await fileNames(folder.path), [shared]);

  assertEquals(await caveSave({ check: false, overwrite: true }, io()), 0);
  assertEquals(
    await Deno.readTextFile(`${folder.path}/${shared}`),
    '{"token": "newer", "kept": 1}',
  );
});

Deno.test("caveSave() wants a token", async () => {
  await using folder = await temporaryFolder();
  for (const secret of ["", " \n", '""']) {
    const io = fakeIo({ surroundings: { home: folder.path, env: {} }, secret });
    await assertRejects(() => caveSave({ check: false }, io), MisuseError, "No token was given");
  }
  assertEquals(await fileNames(folder.path), []);
});

Deno.test({
  name: "caveSave() does not ask for a token that it may not write",
  permissions: { read: true, write: [] },
  async fn() {
    const io = fakeIo({ surroundings: { home: "/home/ada", env: {} }, secret: "made-up" });
    const error = await assertRejects(() => caveSave({ check: false }, io), PermissionNeededError);
    assertEquals(error.flags, [`--allow-write=/home/ada/${secrets}`]);
    assertEquals(io.prompts, []);
  },
});

Deno.test("caveSave() keeps a sandbox's token out of the person's own files", async () => {
  await using folder = await temporaryFolder();
  await using planted = await plantedSandbox();
  const secret = planted.sandbox.tokens.cave;
  const io = fakeIo({ surroundings: { home: folder.path, env: {} }, secret });
  await assertRejects(
    () => caveSave({ check: false }, io),
    CredentialError,
    "belongs to a sandbox",
  );
  assertEquals(await fileNames(folder.path), []);
  assertEquals(await caveSave({ sandbox: planted.home }, fakeIo({ secret })), 0);
});

Deno.test("caveSave() asks the server whose token it is, whatever stands around it, and tells it", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, sandbox: { tokens: { cave: token } } } = planted;
  for (
    const secret of [token, `Bearer ${token}\n`, `Authorization: Bearer "${token}"`, `'${token}'`]
  ) {
    const io = fakeIo({ secret });
    assertEquals(await caveSave({ sandbox, overwrite: true }, io), 0);
    assertStringIncludes(io.talk, "It is the token of Sandy Ferry (ferry@sandbox.example.org)");
    const [path = ""] = io.output.split("\n");
    assertEquals(await Deno.readTextFile(path), `{"token": "${token}"}`);
    assertNothingShown([io.output, io.talk], token);
  }
  const json = fakeIo({ secret: token });
  await caveSave({ sandbox, json: true }, json);
  const { name, email } = JSON.parse(json.output);
  assertEquals([name, email], ["Sandy Ferry", "ferry@sandbox.example.org"]);
});

Deno.test("caveSave() saves no token that the server refuses, or that it cannot ask about", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const before = await snapshot(sandbox);
  const refused = fakeIo({ secret: canary() });
  assertEquals(await main(["cave", "save", "--overwrite", "--sandbox", sandbox], refused), 3);
  assertStringIncludes(refused.talk, "Nothing was saved; --no-check saves a token without asking");
  assertEquals(await snapshot(sandbox), before);

  await using folder = await temporaryFolder();
  const surroundings = { home: folder.path, env: {} };
  const nobody = fakeIo({ surroundings, secret: "made-up" });
  const server = ["--server", "http://127.0.0.1:9"];
  assertEquals(await main(["cave", "save", ...server], nobody), 1);
  assertEquals(await fileNames(folder.path), []);
  assertEquals(await main(["cave", "save", ...server, "--no-check"], nobody), 0);
});

Deno.test("caveSave() refuses a placeholder, and what no token can be", async () => {
  await using folder = await temporaryFolder();
  const rows = {
    "<your token here>": "a placeholder",
    "two words": "a space",
    "tök": "a character",
  };
  for (const [secret, why] of Object.entries(rows)) {
    const io = fakeIo({ surroundings: { home: folder.path, env: {} }, secret });
    await assertRejects(() => caveSave({ check: false }, io), MisuseError, why);
  }
  assertEquals(await fileNames(folder.path), []);
});
