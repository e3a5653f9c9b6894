import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ApiError } from "../../mod.ts";
import { globusLs } from "../../src/cli/globus_ls.ts";
import { MisuseError } from "../../src/cli/misuse.ts";
import { startRawServer } from "../helpers/raw_server.ts";
import { fakeIo } from "./_cli.ts";
import { plantedSandbox } from "./_sandbox.ts";

Deno.test("globusLs() prints a name a line, folders with a slash", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab } = planted;
  for (
    const options of [{ collection: `${lab}:/` }, { collection: lab, path: "/" }, {
      collection: lab,
    }]
  ) {
    const io = fakeIo();
    assertEquals(await globusLs({ ...options, sandbox }, io), 0);
    assertEquals([io.output, io.talk], ["README.txt\ncells.csv\nruns/\n", ""]);
  }
});

Deno.test("globusLs() shows modes, owners, sizes and times with --long", async () => {
  await using planted = await plantedSandbox();
  const io = fakeIo();
  await globusLs({ collection: planted.lab, path: "/", long: true, sandbox: planted.home }, io);
  const [head = "", readme = "", , runs = ""] = io.output.split("\n");
  assertEquals(head.split(/ +/), ["Mode", "User", "Group", "Size", "Modified", "Name"]);
  assertEquals(/^0\d{3} .* \d+ +\d{4}-\d\d-\d\d .* README\.txt$/.test(readme), true, readme);
  assertEquals(runs.endsWith("  runs/"), true);
});

Deno.test("globusLs() prints the service's document with --json", async () => {
  await using planted = await plantedSandbox();
  const io = fakeIo();
  await globusLs({ collection: `${planted.lab}:/runs/`, json: true, sandbox: planted.home }, io);
  const document = JSON.parse(io.output);
  assertEquals(document.DATA_TYPE, "file_list");
  assertEquals(document.DATA.map(({ name }: { name: string }) => name), ["2026-03-21"]);
});

Deno.test("globusLs() prints nothing for an empty folder", async () => {
  await using planted = await plantedSandbox();
  const { sandbox, home, lab } = planted;
  const { path = "" } = sandbox.collections[0] ?? {};
  await Deno.mkdir(`${path}/empty`);
  const io = fakeIo();
  assertEquals(await globusLs({ collection: `${lab}:/empty/`, sandbox: home }, io), 0);
  assertEquals(io.output, "");
});

Deno.test("globusLs() shows names that would command a terminal", async () => {
  const name = "a\x1b]0;owned\x07\nb";
  await using server = startRawServer([{
    json: { DATA_TYPE: "file_list", DATA: [{ name, type: "dir" }] },
  }]);
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "made-up", GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  await globusLs({ collection: "6c54cade-bde5-45c1-bdea-f4bd71dba2cc" }, io);
  assertEquals(io.output, "a\\x1b]0;owned\\x07\\x0ab/\n");
});

Deno.test("globusLs() wants a collection's id, and its path once", async () => {
  const io = fakeIo();
  const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
  await assertRejects(() => globusLs({ collection: "lab" }, io), MisuseError, "UUID");
  await assertRejects(
    () => globusLs({ collection: `${id}:/a`, path: "/b" }, io),
    MisuseError,
    "twice",
  );
});

Deno.test("globusLs() fails with the service's words", async () => {
  await using planted = await plantedSandbox();
  const options = { collection: `${planted.lab}:/none/`, sandbox: planted.home };
  const error = await assertRejects(() => globusLs(options, fakeIo()), ApiError);
  assertEquals(error.status, 404);
  assertStringIncludes(error.message, "/none");
});
