import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { FileError } from "../../../mod.ts";
import { caveNew } from "../../../src/cli/cave/save.ts";
import { caveWhoami } from "../../../src/cli/cave/whoami.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { assertExplained, fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";

const secrets = ".cloudvolume/secrets";
const shared = `${secrets}/cave-secret.json`;

Deno.test("caveNew() shows the page, saves what is pasted, and shows no token", async () => {
  await using folder = await temporaryFolder();
  const token = canary();
  const io = fakeIo({ surroundings: { home: folder.path, env: {} }, secret: `"${token}"\n` });
  assertEquals(await caveNew({ check: false, json: true }, io), 0);
  assertEquals(JSON.parse(io.output), {
    paths: [`${secrets}/global.daf-apis.com-cave-secret.json`, shared]
      .map((name) => `${folder.path}/${name}`),
  });
  const server = "https://global.daf-apis.com";
  assertStringIncludes(io.talk, `Visit ${server}/auth/api/v1/create_token, log in`);
  assertStringIncludes(io.talk, `stay good until you delete them at ${server}/sticky_auth/`);
  assertEquals(await Deno.readTextFile(`${folder.path}/${shared}`), `{"token": "${token}"}`);
  assertNothingShown([io.output, io.talk, io.prompts], token);
});

Deno.test("caveNew() takes a token that the sandbox has made, and leaves the old one good", async () => {
  await using planted = await plantedSandbox();
  const { sandbox, home } = planted;
  const made = await fetch(`${sandbox.url}/auth/api/v1/create_token`, {
    headers: { authorization: `Bearer ${sandbox.tokens.cave}` },
  });
  const secret = await made.text();
  const io = fakeIo({ secret });
  assertEquals(await caveNew({ sandbox: home, overwrite: true }, io), 0);
  assertStringIncludes(io.talk, `Visit ${sandbox.url}/auth/api/v1/create_token`);
  assertNothingShown([io.output, io.talk], JSON.parse(secret), sandbox.tokens.cave);
  assertEquals(await caveWhoami({ sandbox: home }, fakeIo()), 0);
});

Deno.test("caveNew() replaces another token if the person agrees, and else changes nothing", async () => {
  await using folder = await temporaryFolder();
  const before = '{"token": "older"}';
  await writeFiles(folder.path, { [shared]: before });
  const surroundings = { home: folder.path, env: {} };
  const path = `${folder.path}/${shared}`;

  const nobody = fakeIo({ surroundings, secret: "newer" });
  await assertExplained(() => caveNew({ check: false }, nobody), FileError, "add --overwrite");
  const refusing = fakeIo({ surroundings, secret: "newer", answers: [""] });
  await assertExplained(() => caveNew({ check: false }, refusing), FileError, "add --overwrite");
  assertEquals(await Deno.readTextFile(path), before);

  const agreeing = fakeIo({ surroundings, secret: "newer", answers: ["y"] });
  assertEquals(await caveNew({ check: false }, agreeing), 0);
  assertEquals(agreeing.prompts.at(-1), "Replace the token saved before? [y/N] ");
  assertEquals(await Deno.readTextFile(path), '{"token": "newer"}');
});

Deno.test("caveNew() does not ask to replace a file that is not JSON", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [shared]: "token" });
  const surroundings = { home: folder.path, env: {} };
  const io = fakeIo({ surroundings, secret: "newer", answers: ["y"] });
  await assertRejects(() => caveNew({ check: false }, io), FileError, "not a JSON object");
  assertEquals(io.prompts.length, 1);
});

Deno.test("caveNew() wants a token", async () => {
  await using folder = await temporaryFolder();
  const io = fakeIo({ surroundings: { home: folder.path, env: {} }, secret: " \n" });
  await assertRejects(() => caveNew({ check: false }, io), MisuseError, "No token was given");
});

Deno.test("caveNew() opens the page where there is a browser, and names it everywhere", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const { home, sandbox } = planted;
  const opened = `${folder.path}/opened`;
  await Deno.writeTextFile(`${folder.path}/browser`, `#!/bin/sh\necho "$1" > '${opened}'\n`, {
    mode: 0o700,
  });
  const env = { HOME: home, BROWSER: `${folder.path}/browser`, DISPLAY: ":0" };
  const surroundings = { env };
  const secret = sandbox.tokens.cave;
  const atDesk = fakeIo({ surroundings, secret, answers: [] });
  assertEquals(await caveNew({}, atDesk), 0);
  const page = `${sandbox.url}/auth/api/v1/create_token`;
  assertEquals(await Deno.readTextFile(opened), `${page}\n`);
  await Deno.remove(opened);
  for (
    const io of [fakeIo({ surroundings, secret }), fakeIo({ surroundings, secret, answers: [] })]
  ) {
    const browser = io.stdinIsTerminal ? false : undefined;
    assertEquals(await caveNew({ browser }, io), 0);
    assertStringIncludes(io.talk, `Visit ${page}`);
    assertEquals(await Deno.stat(opened).catch(() => undefined), undefined);
  }
});
