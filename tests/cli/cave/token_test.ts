import { assertEquals, assertFalse, assertRejects } from "@std/assert";
import { CredentialError, PermissionNeededError } from "../../../mod.ts";
import { caveToken } from "../../../src/cli/cave/token.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";
import { cavePlaces, caveVariables } from "../../helpers/cave_places.ts";

const secrets = ".cloudvolume/secrets";

Deno.test("caveToken() says where the token is, and not what it is", async () => {
  await using folder = await temporaryFolder();
  const token = canary();
  await writeFiles(folder.path, { [`${secrets}/cave-secret.json`]: JSON.stringify({ token }) });
  const io = fakeIo({ surroundings: { home: folder.path, env: {} } });
  assertEquals(await caveToken({}, io), 0);
  const rows = io.output.split("\n").map((line) => line.split(/  +/));
  assertEquals(rows.slice(0, caveVariables.length + 2), [
    ...caveVariables.map((name) => [name, "unset"]),
    [`~/${secrets}/global.daf-apis.com-cave-secret.json`, "missing"],
    [`~/${secrets}/cave-secret.json`, "used"],
  ]);
  assertNothingShown([io.output, io.talk], token);
});

Deno.test("caveToken() prints the token alone with --reveal", async () => {
  const io = fakeIo({ surroundings: { home: "/nowhere", env: { CAVE_TOKEN: "made-up" } } });
  assertEquals(await caveToken({ reveal: true }, io), 0);
  assertEquals([io.output, io.talk], ["made-up\n", ""]);
});

Deno.test("caveToken() prints one JSON document with --json", async () => {
  const surroundings = { home: "/nowhere", env: { CAVE_TOKEN: "made-up" } };
  const hidden = fakeIo({ surroundings });
  await caveToken({ json: true }, hidden);
  const document = JSON.parse(hidden.output);
  assertEquals(Object.keys(document), ["source", "server", "sources"]);
  assertEquals([document.source, document.server], ["CAVE_TOKEN", "https://global.daf-apis.com"]);
  assertEquals(document.sources[0], { source: "CAVE_TOKEN", state: "used" });
  assertFalse(hidden.output.includes("made-up"));

  const revealed = fakeIo({ surroundings });
  await caveToken({ json: true, reveal: true }, revealed);
  assertEquals(JSON.parse(revealed.output).token, "made-up");
});

Deno.test("caveToken() looks where --server, --key and --file say", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    [`${secrets}/cave.example.org-cave-secret.json`]: '{"token": "of-server"}',
    [`${secrets}/cave-secret.json`]: '{"token": "of-default", "mine": "of-key"}',
    "own.json": '{"token": "of-file", "mine": "of-both"}',
  });
  const env = { CAVE_TOKEN: "of-variable" };
  const revealed = async (options: Parameters<typeof caveToken>[0], variables = {}) => {
    const io = fakeIo({ surroundings: { home: folder.path, env: variables } });
    await caveToken({ ...options, reveal: true }, io);
    return io.output.trim();
  };
  assertEquals(await revealed({ server: "https://cave.example.org" }), "of-server");
  assertEquals(await revealed({ server: "https://cave.example.org" }, env), "of-variable");
  assertEquals(await revealed({ key: "mine" }, env), "of-key");
  assertEquals(await revealed({ file: `${folder.path}/own.json` }, env), "of-file");
  assertEquals(await revealed({ file: "~/own.json", key: "mine" }, env), "of-both");
});

Deno.test("caveToken() fails when there is none, naming every place", async () => {
  const io = fakeIo({ surroundings: { home: "/nowhere", env: { CAVE_TOKEN: "" } } });
  const error = await assertRejects(() => caveToken({}, io), CredentialError);
  const places = error.message.split("\n").slice(1).map((line) => line.trim().split(" ")[0]);
  assertEquals(places, [...cavePlaces, "Next:"], "see tests/helpers/cave_places.ts");
  assertEquals(io.output, "");
});

Deno.test({
  name: "caveToken() does not answer past a variable that it may not check",
  permissions: { env: ["HOME", "CLOUD_VOLUME_DIR"], read: true, write: true },
  async fn() {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { [`${secrets}/cave-secret.json`]: '{"token": "stored"}' });
    const io = fakeIo({ surroundings: { home: folder.path } });
    const error = await assertRejects(() => caveToken({}, io), PermissionNeededError);
    assertEquals(error.flags, [`--allow-env=${caveVariables}`]);
  },
});

Deno.test("caveToken() uses the sandbox that --sandbox names, and no variable", async () => {
  await using planted = await plantedSandbox();
  const io = fakeIo({ surroundings: { env: { CAVE_TOKEN: "real" } } });
  assertEquals(await caveToken({ sandbox: planted.home, reveal: true }, io), 0);
  assertEquals(io.output, `${planted.sandbox.tokens.cave}\n`);
});
