import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { plantedSandbox } from "../_sandbox.ts";
import { holdToItsWord, testThatAllWereHeld } from "./_hold.ts";
import { caveFiles, caveVariables } from "../../helpers/cave_places.ts";

const secrets = ".cloudvolume/secrets";
const own = `${secrets}/global.daf-apis.com-cave-secret.json`;
const shared = `${secrets}/cave-secret.json`;
const deprecated = `${secrets}/chunkedgraph-secret.json`;
const variables = caveVariables.map((name) => `env:${name}`);
const stored = '{"token": "made-up"}';

const homes: [string, Record<string, string>, string[], number][] = [
  ["the server's own file", { [own]: stored, [shared]: stored }, [own], 0],
  ["the default file", { [shared]: stored }, [own, shared], 0],
  ["the deprecated file", { [deprecated]: stored }, [own, shared, deprecated], 0],
];
for (const [name, files, read, code] of homes) {
  Deno.test(`permissions cave token is the least, and enough, for ${name}`, async () => {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, files);
    const reads = read.map((path) => `read:${folder.path}/${path}`);
    await holdToItsWord({
      words: ["cave", "token"],
      env: { HOME: folder.path },
      code,
      expected: [...variables, "env:HOME", ...reads],
    });
  });
}

Deno.test("permissions cave token is the least, and enough, for CAVE_TOKEN alone", async () => {
  await holdToItsWord({
    words: ["cave", "token"],
    env: { CAVE_TOKEN: "made-up", HOME: "/nowhere" },
    code: 0,
    expected: ["env:CAVE_TOKEN"],
  });
});

Deno.test("permissions cave token is all that is needed to know that there is none", async () => {
  await using folder = await temporaryFolder();
  await holdToItsWord({
    words: ["cave", "token"],
    env: { HOME: folder.path },
    code: 3,
    expected: [
      ...variables,
      "env:HOME",
      "env:CLOUD_VOLUME_DIR",
      ...caveFiles.map((path) => `read:${folder.path}/${path}`),
    ],
  });
});

Deno.test("permissions cave token is the least for a folder of cloud-volume's, oddly named", async () => {
  await using folder = await temporaryFolder();
  const home = `${folder.path}/a home`;
  const other = `${folder.path}/it's other`;
  await writeFiles(other, { "secrets/cave-secret.json": stored });
  await holdToItsWord({
    words: ["cave", "token", "--key", "token"],
    env: { HOME: home, CLOUD_VOLUME_DIR: other },
    code: 0,
    expected: [
      "env:HOME",
      "env:CLOUD_VOLUME_DIR",
      ...[own, shared, deprecated].map((path) => `read:${home}/${path}`),
      `read:${other}/secrets/global.daf-apis.com-cave-secret.json`,
      `read:${other}/secrets/cave-secret.json`,
    ],
  });
});

Deno.test("permissions cave save is the least, and enough", async () => {
  await using folder = await temporaryFolder();
  const other = `${folder.path}/other`;
  await holdToItsWord({
    words: ["cave", "save", "--no-check"],
    env: { HOME: folder.path, CLOUD_VOLUME_DIR: other },
    stdin: "made-up\n",
    code: 0,
    expected: [
      "env:HOME",
      "env:CLOUD_VOLUME_DIR",
      ...[`${folder.path}/${secrets}`, `${other}/secrets`].flatMap((path) => [
        `read:${path}`,
        `write:${path}`,
      ]),
    ],
  });
});

for (const words of [["cave", "datastacks"], ["cave", "whoami"]]) {
  Deno.test(`permissions ${words.join(" ")} is the least, and enough, in a sandbox`, async () => {
    await using planted = await plantedSandbox();
    const { home, sandbox } = planted;
    const { host } = new URL(sandbox.url);
    await holdToItsWord({
      words: [...words, "--sandbox", home],
      env: {},
      code: 0,
      expected: [
        `read:${home}/.keyferry-sandbox.json`,
        `read:${home}/${secrets}/${host}-cave-secret.json`,
        `net:${host}`,
      ],
    });
  });
}

Deno.test("permissions cave whoami is the least, and enough, in a shell of a sandbox", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  const { host } = new URL(sandbox.url);
  await holdToItsWord({
    words: ["cave", "whoami", "--file", `${home}/${shared}`],
    env: { HOME: home },
    code: 0,
    expected: [
      "env:HOME",
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/${shared}`,
      `net:${host}`,
    ],
  });
});

Deno.test("permissions cave datastacks NAME is the least, and enough, with CAVEclient's map", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  const { host } = new URL(sandbox.url);
  await holdToItsWord({
    words: ["cave", "datastacks", "sandbox_cortex", "--sandbox", home],
    env: {},
    code: 0,
    expected: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/${secrets}/cave_datastack_to_server_map.json`,
      // Whose the map is decides whether it counts.
      "sys:uid",
      `read:${home}/${secrets}/${host}-cave-secret.json`,
      `net:${host}`,
    ],
  });
});

Deno.test("permissions cave new is the least, and enough", async () => {
  await using folder = await temporaryFolder();
  await holdToItsWord({
    words: ["cave", "new", "--no-check", "--no-browser"],
    env: { HOME: folder.path },
    stdin: "made-up\n",
    code: 0,
    expected: [
      "env:HOME",
      "env:CLOUD_VOLUME_DIR",
      `read:${folder.path}/${secrets}`,
      `write:${folder.path}/${secrets}`,
    ],
  });
});

for (const verb of ["save", "logout"]) {
  Deno.test(`permissions cave ${verb} is the least, and enough, in a sandbox`, async () => {
    await using planted = await plantedSandbox();
    const { home, sandbox } = planted;
    await holdToItsWord({
      words: ["cave", verb, "--sandbox", home],
      env: {},
      stdin: sandbox.tokens.cave,
      code: 0,
      expected: [
        `read:${home}/.keyferry-sandbox.json`,
        `read:${home}/${secrets}`,
        `write:${home}/${secrets}`,
        ...verb === "save" ? [`net:${new URL(sandbox.url).host}`] : [],
      ],
    });
  });
}

testThatAllWereHeld(import.meta.url);
