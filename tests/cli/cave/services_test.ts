import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ApiError, CredentialError } from "../../../mod.ts";
import type { DatastackInfo, PermissionsDocument } from "../../../src/cave/mod.ts";
import { caveDatastacks } from "../../../src/cli/cave/datastacks.ts";
import { caveWhoami } from "../../../src/cli/cave/whoami.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";
import type { DatastackList } from "../../../src/cli/cave/json_documents.ts";

function rowsOf(output: string): Record<string, string> {
  return Object.fromEntries(output.trim().split("\n").map((line) => line.split(/  +/)));
}

Deno.test("caveDatastacks() lists the datastacks that the token may see", async () => {
  await using planted = await plantedSandbox();
  const io = fakeIo();
  assertEquals(await caveDatastacks({ sandbox: planted.home }, io), 0);
  assertEquals([io.output, io.talk], ["sandbox_cortex\nsandbox_retina\nsandbox_terms\n", ""]);
  const json = fakeIo();
  await caveDatastacks({ sandbox: planted.home, json: true }, json);
  const { datastacks }: DatastackList = JSON.parse(json.output);
  assertEquals(datastacks, ["sandbox_cortex", "sandbox_retina", "sandbox_terms"]);
});

Deno.test("caveDatastacks() tells what is known of one", async () => {
  await using planted = await plantedSandbox();
  const options = { sandbox: planted.home, datastack: "sandbox_cortex" };
  const io = fakeIo();
  assertEquals(await caveDatastacks(options, io), 0);
  const rows = rowsOf(io.output);
  assertEquals([rows.Server, rows.Synapses], [planted.sandbox.url, "synapses"]);
  const json = fakeIo();
  await caveDatastacks({ ...options, json: true }, json);
  const info: DatastackInfo = JSON.parse(json.output);
  assertEquals([info.local_server, info.segmentation_source], [
    planted.sandbox.url,
    rows.Segmentation,
  ]);
});

Deno.test("caveDatastacks() fails for a datastack that is not there, and without a token", async () => {
  await using planted = await plantedSandbox();
  const options = { sandbox: planted.home, datastack: "none_such" };
  await assertRejects(() => caveDatastacks(options, fakeIo()), ApiError, "none_such");
  const io = fakeIo({ surroundings: { env: {}, home: "/nowhere" } });
  await assertRejects(() => caveDatastacks({}, io), CredentialError, "CAVE_TOKEN");
});

Deno.test("caveDatastacks() prints nothing that commands a terminal, and no empty line for none", async () => {
  await using server = startRawServer([{ json: ["a\x1b[2Jb"] }, { json: [] }]);
  const io = fakeIo({ surroundings: { env: { CAVE_TOKEN: "made-up" }, home: "/nowhere" } });
  await caveDatastacks({ server: server.url }, io);
  assertEquals(io.output, "a\\x1b[2Jb\n");
  await caveDatastacks({ server: server.url }, io);
  assertEquals(io.output, "a\\x1b[2Jb\n");
  assertStringIncludes(io.talk, "sees no datastack");
});

Deno.test("caveWhoami() prints who the token belongs to, and what the person may do", async () => {
  await using planted = await plantedSandbox();
  const io = fakeIo();
  assertEquals(await caveWhoami({ sandbox: planted.home }, io), 0);
  const rows = rowsOf(io.output);
  assertEquals([rows.Name, rows.Email, rows.Groups, rows["Dataset sandbox_cortex"]], [
    "Sandy Ferry",
    "ferry@sandbox.example.org",
    "sandbox",
    "edit, view",
  ]);
  assertStringIncludes(io.output, "closed until you sign");
});

Deno.test("caveWhoami() prints the service's document with --json", async () => {
  await using planted = await plantedSandbox();
  const io = fakeIo();
  await caveWhoami({ sandbox: planted.home, json: true }, io);
  const document: PermissionsDocument = JSON.parse(io.output);
  assertEquals([document.id, document.groups, document.permissions_v2.sandbox_retina], [
    7,
    ["sandbox"],
    ["edit", "view"],
  ]);
});

Deno.test("caveWhoami() fails when the token is refused", async () => {
  await using planted = await plantedSandbox();
  const env = { CAVE_TOKEN: "made-up" };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  await assertRejects(() => caveWhoami({ server: planted.sandbox.url }, io), ApiError);
  assertEquals(io.output, "");
});
