import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { restore, saveToken, type SaveTokenOptions } from "../../../src/cave/mod.ts";
import {
  CredentialError,
  FileError,
  makeSandboxToken,
  PermissionNeededError,
  Secret,
} from "../../../src/credentials/mod.ts";
import * as homes from "../../fixtures/cave_homes.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { child, entryUrl, runChild } from "../../helpers/child.ts";
import {
  fileNames,
  snapshot,
  temporaryFolder,
  writeFiles,
} from "../../helpers/temporary_folder.ts";
import { crowdSize, killRounds } from "../../helpers/test_size.ts";

const { newToken, serverAddress, token } = homes;

/** The secret files of a home, by name. */
async function secrets(home: string): Promise<Record<string, string>> {
  const folder = `${home}/.cloudvolume/secrets`;
  const names = await fileNames(folder).catch(() => []);
  const texts = names.map(async (name) => [name, await Deno.readTextFile(`${folder}/${name}`)]);
  return Object.fromEntries(await Promise.all(texts));
}

async function modeOf(path: string): Promise<string> {
  return ((await Deno.stat(path)).mode ?? 0).toString(8).slice(-4);
}

function save(home: string, text: string, options: SaveTokenOptions = {}): Promise<string[]> {
  return saveToken(text, { home, env: {}, serverAddress, ...options });
}

Deno.test("saveToken() first writes the 45 bytes that CAVEclient writes, for the owner alone", async () => {
  await using folder = await temporaryFolder();
  const { path: home } = folder;
  const paths = await save(home, token);
  assertEquals(await secrets(home), { ...homes.firstSave.files });
  for (const path of paths) {
    assertEquals((await Deno.readFile(path)).length, 45);
    assertEquals(await modeOf(path), "0600");
  }
  assertEquals(paths.map((path) => path.slice(home.length)), [
    "/.cloudvolume/secrets/127.0.0.1:18765-cave-secret.json",
    "/.cloudvolume/secrets/cave-secret.json",
  ]);
  assertEquals(await modeOf(`${home}/.cloudvolume`), "0700");
  assertEquals(await modeOf(`${home}/.cloudvolume/secrets`), "0700");
  assertEquals(await fileNames(home), paths.map((path) => path.slice(home.length + 1)).sort());
});

Deno.test("saveToken() takes a Secret, and names files for the well-known server by default", async () => {
  await using folder = await temporaryFolder();
  await saveToken(new Secret(token), { home: folder.path, env: {} });
  assertEquals(Object.keys(await secrets(folder.path)), [
    "cave-secret.json",
    "global.daf-apis.com-cave-secret.json",
  ]);
});

Deno.test("saveToken() leaves a file that holds the same value as it is, bytes and times", async () => {
  await using folder = await temporaryFolder();
  await homes.writeCaveHome(folder.path, homes.sameValue);
  const name = ".cloudvolume/secrets/127.0.0.1:18765-cave-secret.json";
  const before = (await snapshot(folder.path))[name];
  for (const overwrite of [false, true]) await save(folder.path, token, { overwrite });
  assertEquals((await snapshot(folder.path))[name], before);
  assertEquals((await secrets(folder.path))["cave-secret.json"], `{"token": "${token}"}`);
});

Deno.test("saveToken() keeps every byte of other keys, which Python would spell differently", async () => {
  await using folder = await temporaryFolder();
  const text = '{\r\n  "id": 864691135571546917, "x": 1.0, "y": NaN, "z": 1E400,\r\n' +
    `  "token": "${token}",\r\n  "caf\u00e9": "\\u00e9\\/" }\r\n`;
  await writeFiles(folder.path, { ".cloudvolume/secrets/cave-secret.json": text });
  await save(folder.path, newToken, { overwrite: true });
  assertEquals(
    (await secrets(folder.path))["cave-secret.json"],
    text.replace(token, newToken),
  );
});

Deno.test("saveToken() adds a second key where CAVEclient would, to the byte", async () => {
  await using folder = await temporaryFolder();
  await save(folder.path, token, { writeToServerFile: false });
  await save(folder.path, newToken, { tokenKey: "other" });
  assertEquals(await secrets(folder.path), { ...homes.secondKey.files });
});

Deno.test("saveToken() adds a token to what the token page's download holds, to the byte", async () => {
  await using folder = await temporaryFolder();
  const page = '{"description": "caf\\u00e9", "middle_auth_url": "global.daf-apis.com/auth"}';
  await writeFiles(folder.path, { ".cloudvolume/secrets/cave-secret.json": page });
  await save(folder.path, newToken);
  assertEquals(await secrets(folder.path), { ...homes.otherKeys.files });
});

Deno.test("saveToken() replaces another token only where it is allowed to", async () => {
  await using folder = await temporaryFolder();
  await save(folder.path, token);
  const before = await snapshot(folder.path);
  const error = await assertRejects(() => save(folder.path, newToken), FileError);
  assertStringIncludes(error.message, 'already holds another token under "token"');
  assertNothingShown(error, token, newToken);
  assertEquals(await snapshot(folder.path), before);
  await save(folder.path, newToken, { overwrite: true });
  assertEquals(await secrets(folder.path), { ...homes.replaced.files });
});

Deno.test("saveToken() takes null and absent keys for free, without being allowed to overwrite", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".cloudvolume/secrets/cave-secret.json": '{"token": null}' });
  await save(folder.path, token);
  assertEquals((await secrets(folder.path))["cave-secret.json"], `{"token": "${token}"}`);
});

Deno.test("saveToken() changes all files or none", async () => {
  const [own, shared] = ["127.0.0.1:18765-cave-secret.json", "cave-secret.json"];
  const table: readonly [Record<string, string | Uint8Array>, boolean, string][] = [
    [{ [shared]: `{"token": "${newToken}"}` }, false, shared],
    [{ [own]: `{"token": "${newToken}"}` }, false, own],
    [{ [shared]: '{"token": 12}' }, false, shared],
    [{ [shared]: "not JSON" }, true, shared],
    [{ [shared]: "" }, true, shared],
    [{ [shared]: "[]" }, true, shared],
    [{ [shared]: '\ufeff{"token": "x"}' }, true, shared],
    [{ [shared]: new Uint8Array([0xff]) }, true, shared],
    [{ [own]: '{"a": 1', [shared]: "{}" }, true, own],
    [{ [`${shared}/in the way`]: "" }, true, shared],
  ];
  for (const [files, overwrite, bad] of table) {
    await using folder = await temporaryFolder();
    for (const [name, content] of Object.entries(files)) {
      await writeFiles(folder.path, { [`.cloudvolume/secrets/${name}`]: content });
    }
    const before = await snapshot(folder.path);
    const error = await assertRejects(() => save(folder.path, token, { overwrite }), FileError);
    assertStringIncludes(error.message, `/.cloudvolume/secrets/${bad}`);
    assertNothingShown(error, token);
    assertEquals(await snapshot(folder.path), before, bad);
  }
});

Deno.test("saveToken() follows links and keeps them, also where two names lead to one file", async () => {
  await using folder = await temporaryFolder();
  const { path: home } = folder;
  await writeFiles(home, { "elsewhere/real.json": '{"kept": 1}' });
  await Deno.mkdir(`${home}/.cloudvolume/secrets`, { recursive: true });
  await Deno.symlink("../../elsewhere/real.json", `${home}/.cloudvolume/secrets/cave-secret.json`);
  const own = `${home}/.cloudvolume/secrets/127.0.0.1:18765-cave-secret.json`;
  await Deno.symlink("cave-secret.json", own);
  await save(home, token);
  const expected = `{"kept": 1, "token": "${token}"}`;
  assertEquals(await Deno.readTextFile(`${home}/elsewhere/real.json`), expected);
  assertEquals(await Deno.readLink(own), "cave-secret.json");
  assertEquals(await fileNames(home), [
    ".cloudvolume/secrets/127.0.0.1:18765-cave-secret.json",
    ".cloudvolume/secrets/cave-secret.json",
    "elsewhere/real.json",
  ]);
});

Deno.test("saveToken() writes for CAVEclient and for cloud-volume where their folders differ", async () => {
  await using folder = await temporaryFolder();
  const { path: home } = folder;
  const env = { CLOUD_VOLUME_DIR: `${home}/cv` };
  const paths = await save(home, token, { env });
  assertEquals(paths.length, 4);
  assertEquals(await fileNames(home), [
    ".cloudvolume/secrets/127.0.0.1:18765-cave-secret.json",
    ".cloudvolume/secrets/cave-secret.json",
    "cv/secrets/127.0.0.1:18765-cave-secret.json",
    "cv/secrets/cave-secret.json",
  ]);
  await Deno.symlink(`${home}/.cloudvolume`, `${home}/alias`);
  await save(home, newToken, { env: { CLOUD_VOLUME_DIR: `${home}/alias` }, overwrite: true });
  assertEquals(await secrets(home), { ...homes.replaced.files });
});

Deno.test("saveToken() expands ~ in a file of one's own, and writes the server's file beside it", async () => {
  await using folder = await temporaryFolder();
  await save(folder.path, token, { tokenFile: "~/lab/deep/cave.json" });
  assertEquals(await fileNames(folder.path), [
    ".cloudvolume/secrets/127.0.0.1:18765-cave-secret.json",
    "lab/deep/cave.json",
  ]);
  const here = { home: folder.path, env: {} };
  const restored = await restore(undefined, { ...here, tokenFile: "~/lab/deep/cave.json" });
  assertEquals(restored.source, "~/lab/deep/cave.json");
  await save(folder.path, token, { tokenFile: `${folder.path}/b.json`, writeToServerFile: false });
  assertEquals(await Deno.readTextFile(`${folder.path}/b.json`), `{"token": "${token}"}`);
});

Deno.test("saveToken() refuses what is not a token, before it touches anything", async () => {
  await using folder = await temporaryFolder();
  const secret = canary();
  const bad = [
    "",
    " ",
    `${secret}"`,
    `'${secret}"`,
    `${secret}\n${secret}`,
    `${secret} ${secret}`,
    `${secret}\0`,
    `${secret}\u00e9`,
    `${secret}\u2028${secret}`,
  ];
  for (const text of bad) {
    assertNothingShown(await assertRejects(() => save(folder.path, text), TypeError), secret);
  }
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("saveToken() keeps a sandbox's token in that sandbox's home", async () => {
  await using folder = await temporaryFolder();
  const origin = "http://127.0.0.1:8080";
  const mine = await makeSandboxToken(origin);
  for (const options of [{}, { sandboxOrigin: "http://127.0.0.1:8081" }]) {
    const error = await assertRejects(() => save(folder.path, mine, options), CredentialError);
    assertStringIncludes(error.message, "belongs to a sandbox");
    assertNothingShown(error, mine);
  }
  assertEquals(await fileNames(folder.path), []);
  await writeFiles(folder.path, { ".keyferry-sandbox.json": JSON.stringify({ origin }) });
  await saveToken(mine, { home: folder.path, env: {} });
  assertEquals(Object.keys(await secrets(folder.path)), [
    "127.0.0.1:8080-cave-secret.json",
    "cave-secret.json",
  ]);
});

Deno.test("saveToken() says where there is no home folder to save in", async () => {
  const error = await assertRejects(() => saveToken(token, { env: {} }), FileError);
  assertStringIncludes(error.message, "HOME is not set");
});

Deno.test("saveToken() names the flags that are missing, and needs the folder, not each file", async () => {
  await using folder = await temporaryFolder();
  const { path: home } = folder;
  const attempt = (flags: readonly string[]) =>
    runChild(
      `
      import { saveToken } from "${entryUrl("src/cave/mod.ts")}";
      const paths = await saveToken("${token}").catch((error) => error);
      console.log(paths.name ?? paths.length, paths.flags?.join(" "));
      `,
      { flags, env: { HOME: home } },
    );
  const secrets = `${home}/.cloudvolume/secrets`;
  const env = "--allow-env=HOME,CLOUD_VOLUME_DIR";
  const table: readonly [readonly string[], string][] = [
    [[], "PermissionNeededError --allow-env=HOME\n"],
    [["--allow-env=HOME"], "PermissionNeededError --allow-env=CLOUD_VOLUME_DIR\n"],
    [[env], `PermissionNeededError --allow-read=${secrets} --allow-write=${secrets}\n`],
    [
      [env, `--allow-read=${secrets}`, `--allow-write=${secrets}/cave-secret.json`],
      `PermissionNeededError --allow-write=${secrets}\n`,
    ],
  ];
  for (const [flags, said] of table) {
    const { stdout, stderr } = await attempt(flags);
    assertEquals([stdout, stderr], [said, ""]);
    assertEquals(await fileNames(home), []);
  }
  await Deno.mkdir(`${home}/.cloudvolume`);
  const saved = await attempt([env, `--allow-read=${secrets}`, `--allow-write=${secrets}`]);
  assertEquals([saved.stdout, saved.stderr], ["2 undefined\n", ""]);
});

Deno.test("saveToken() by several processes at once leaves whole files with one of the tokens", async () => {
  await using folder = await temporaryFolder();
  const { path: home } = folder;
  await writeFiles(home, { ".cloudvolume/secrets/cave-secret.json": '{"kept": 1}' });
  const savers = Array.from({ length: crowdSize() }, (_, index) => {
    const script = `
      import { saveToken } from "${entryUrl("src/cave/mod.ts")}";
      const options = { home: ${JSON.stringify(home)}, env: {}, overwrite: true };
      for (let turn = 0; turn < 10; turn++) {
        await saveToken("${String(index).repeat(32)}", options);
        await saveToken("saver" + turn, { ...options, tokenKey: "saver${index}" });
      }
    `;
    return runChild(script, { flags: [`--allow-read=${home}`, `--allow-write=${home}`] });
  });
  const ran = await Promise.all(savers);
  assertEquals(ran.map(({ code, stderr }) => [code, stderr]), ran.map(() => [0, ""]));
  const files = await secrets(home);
  assertEquals(Object.keys(files).length, 2);
  const documents = Object.values(files).map((text) => JSON.parse(text));
  for (const document of documents) {
    for (const index of ran.keys()) assertEquals(document[`saver${index}`], "saver9");
    assert(/^(\d+)\1{31}$/.test(document.token), document.token);
  }
  assertEquals(new Set(documents.map(({ token }) => token)).size, 1, "both files agree");
  assertEquals(documents.find(({ kept }) => kept !== undefined)?.kept, 1);
});

Deno.test("saveToken() leaves whole files wherever the process is killed, and the next one saves", async () => {
  await using folder = await temporaryFolder();
  const { path: home } = folder;
  await writeFiles(home, { ".cloudvolume/secrets/cave-secret.json": '{"kept": 1}' });
  const script = (turns: number): string => `
    import { saveToken } from "${entryUrl("src/cave/mod.ts")}";
    const options = { home: ${JSON.stringify(home)}, env: {}, overwrite: true };
    for (let turn = 0; turn < ${turns}; turn++) {
      await saveToken(String(turn % 10).repeat(32), options);
      if (turn === 0) console.log("saving");
    }
  `;
  const flags = [`--allow-read=${home}`, `--allow-write=${home}`];
  for (let round = 0; round < killRounds(); round++) {
    const saver = child(script(1_000_000), { flags });
    const reader = saver.stdout.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 15));
    saver.kill("SIGKILL");
    assertEquals((await saver.status).signal, "SIGKILL");
    await Promise.all([reader.cancel(), saver.stderr.cancel()]);
    // What is half-made has a name of its own until the next one removes it.
    const made = Object.entries(await secrets(home)).filter(([name]) => name.endsWith(".json"));
    const documents = made.map(([, text]) => JSON.parse(text));
    assertEquals(documents.length, 2);
    for (const { token } of documents) assert(/^(\d)\1{31}$/.test(token), token);
    assertEquals(documents.find(({ kept }) => kept !== undefined)?.kept, 1);
  }
  const { code, stderr } = await runChild(script(1), { flags });
  assertEquals([code, stderr], [0, ""]);
  const tokens = Object.values(await secrets(home)).map((text) => JSON.parse(text).token);
  assertEquals(tokens, ["0".repeat(32), "0".repeat(32)]);
});

Deno.test({
  name: "saveToken() touches nothing where a folder may not be written",
  permissions: { env: ["HOME", "CLOUD_VOLUME_DIR"] },
  async fn() {
    const error = await assertRejects(() => saveToken(token), PermissionNeededError);
    assertEquals(error.flags.length, 2);
  },
});
