import { assertEquals, assertRejects } from "@std/assert";
import { FileError } from "../../../mod.ts";
import { removeToken, saveToken } from "../../../src/cave/mod.ts";
import {
  fileNames,
  snapshot,
  temporaryFolder,
  writeFiles,
} from "../../helpers/temporary_folder.ts";

const secrets = ".cloudvolume/secrets";
const own = `${secrets}/global.daf-apis.com-cave-secret.json`;
const shared = `${secrets}/cave-secret.json`;

Deno.test("removeToken() takes a token out of every file that saveToken() wrote, and deletes those", async () => {
  await using folder = await temporaryFolder();
  const surroundings = { home: folder.path, env: { CLOUD_VOLUME_DIR: `${folder.path}/cv` } };
  const paths = await saveToken("0123456789abcdef", surroundings);
  assertEquals(paths.length, 4);
  assertEquals(await removeToken(surroundings), { removed: paths, kept: [] });
  assertEquals((await fileNames(folder.path)).filter((name) => name.endsWith(".json")), []);
  assertEquals(await removeToken(surroundings), { removed: [], kept: [] });
});

Deno.test("removeToken() leaves other keys, to the byte, and another server's token", async () => {
  await using folder = await temporaryFolder();
  const surroundings = { home: folder.path, env: {} };
  await writeFiles(folder.path, {
    [own]: '{ "n": 1.0,\n  "token": "mine" }\n',
    [shared]: '{"token": "of another server", "n": 12345678901234567890}',
  });
  const before = await snapshot(folder.path);
  assertEquals(await removeToken(surroundings), {
    removed: [`${folder.path}/${own}`],
    kept: [`${folder.path}/${shared}`],
  });
  assertEquals(await Deno.readTextFile(`${folder.path}/${own}`), '{ "n": 1.0 }\n');
  assertEquals((await snapshot(folder.path))[shared], before[shared]);
});

Deno.test("removeToken() looks under the key and in the file that are named alone", async () => {
  await using folder = await temporaryFolder();
  const mine = `${folder.path}/mine.json`;
  await writeFiles(folder.path, {
    [own]: '{"token": "a"}',
    "mine.json": '{"token": "a", "second": "a"}',
  });
  const choice = { home: folder.path, env: {}, tokenFile: mine, tokenKey: "second" };
  assertEquals(await removeToken(choice), { removed: [mine], kept: [] });
  assertEquals(await Deno.readTextFile(mine), '{"token": "a"}');
  assertEquals(await Deno.readTextFile(`${folder.path}/${own}`), '{"token": "a"}');
});

Deno.test("removeToken() changes nothing where one file is not JSON", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [own]: '{"token": "a"}', [shared]: "token" });
  const before = await snapshot(folder.path);
  const surroundings = { home: folder.path, env: {} };
  await assertRejects(() => removeToken(surroundings), FileError, "not a JSON object");
  assertEquals(await snapshot(folder.path), before);
});

Deno.test("removeToken() empties the file that a link leads to, and not the link's folder", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "real.json": '{"token": "a", "n": 1}' });
  await Deno.mkdir(`${folder.path}/${secrets}`, { recursive: true });
  await Deno.symlink(`${folder.path}/real.json`, `${folder.path}/${shared}`);
  await removeToken({ home: folder.path, env: {} });
  assertEquals(await Deno.readTextFile(`${folder.path}/real.json`), '{"n": 1}');
  assertEquals((await Deno.lstat(`${folder.path}/${shared}`)).isSymlink, true);
});

Deno.test("removeToken() deletes a file once that several names lead to", async () => {
  await using folder = await temporaryFolder();
  const scratch = `${folder.path}/scratch`;
  await Deno.mkdir(scratch);
  // A small home: the folder is on a larger disk, and cloud-volume's variable names it there.
  await Deno.symlink(scratch, `${folder.path}/.cloudvolume`);
  const surroundings = { home: folder.path, env: { CLOUD_VOLUME_DIR: scratch } };
  const paths = await saveToken("0123456789abcdef", surroundings);
  assertEquals(await removeToken(surroundings), { removed: paths, kept: [] });
  assertEquals((await fileNames(scratch)).filter((name) => name.endsWith(".json")), []);
});
