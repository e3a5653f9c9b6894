import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { ApiError } from "../../../mod.ts";
import { globusBookmarkCreate } from "../../../src/cli/globus/bookmark.ts";
import { globusLs } from "../../../src/cli/globus/ls.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";
import type { GlobusWalkReport } from "../../../src/cli/globus/json_documents.ts";

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

Deno.test("globusLs() shows kinds, modes, owners, sizes and times with --long", async () => {
  await using planted = await plantedSandbox();
  const io = fakeIo();
  await globusLs({ collection: planted.lab, path: "/", long: true, sandbox: planted.home }, io);
  const [head = "", readme = "", , runs = ""] = io.output.split("\n");
  assertEquals(head.split(/ +/), ["Kind", "Mode", "User", "Group", "Size", "Modified", "Name"]);
  assertEquals(
    /^file +0\d{3} .* \d+ B +\d{4}-\d\d-\d\d \d\d:\d\d +README\.txt$/.test(readme),
    true,
    readme,
  );
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

Deno.test("globusLs() takes a bookmark for a collection, says whose it is, and takes no search hit", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab } = planted;
  const place = `${lab}:/runs/`;
  assertEquals(await globusBookmarkCreate({ name: "my runs", place, sandbox }, fakeIo()), 0);
  for (
    const options of [{ collection: "my runs:2026-03-21" }, {
      collection: "my runs",
      path: "2026-03-21",
    }]
  ) {
    const io = fakeIo();
    await globusLs({ ...options, sandbox }, io);
    assertEquals(io.output, "log.txt\ntrace.bin\n");
    assertMatch(io.talk, new RegExp(`^On lab \\(${lab}\\) of \\S+@\\S+\n$`));
  }
  await assertRejects(
    () => globusLs({ collection: "lab:/", sandbox }, fakeIo()),
    RangeError,
    "(yours: my runs)",
  );
});

Deno.test("globusLs() lists what lies below with --recursive, as deep as it may", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab } = planted;
  const listed = async (options: { depth?: number; collection?: string; json?: boolean }) => {
    const io = fakeIo();
    const given = { collection: `${lab}:/`, recursive: true, sandbox, ...options };
    assertEquals(await globusLs(given, io), 0);
    return io.output;
  };
  const all = [
    "README.txt",
    "cells.csv",
    "runs/",
    "runs/2026-03-21/",
    "runs/2026-03-21/log.txt",
    "runs/2026-03-21/trace.bin",
  ];
  assertEquals(await listed({}), `${all.join("\n")}\n`);
  assertEquals(await listed({ depth: 1 }), `${all.slice(0, 3).join("\n")}\n`);
  const collection = `${lab}:/runs/`;
  assertEquals((await listed({ collection })).split("\n")[0], "2026-03-21/");
  const report: GlobusWalkReport = JSON.parse(await listed({ collection, json: true }));
  assertEquals([report.collection, report.refused], [lab, []]);
  assertEquals(report.entries.at(-1)?.path, "/runs/2026-03-21/trace.bin");
  assertEquals(report.entries.at(-1)?.file.size, 200_000);
});

Deno.test("globusLs() draws what lies below at a terminal, too", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab } = planted;
  const io = fakeIo({ stdoutIsTerminal: true });
  await globusLs({ collection: `${lab}:/`, recursive: true, long: true, sandbox }, io);
  assertMatch(io.output, /^\S*Kind[^]*\n─+ {2}─[^]*trace\.bin/);
});

Deno.test("globusLs() wants the path once, and a depth that is one", async () => {
  const io = fakeIo();
  const collection = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
  await assertRejects(
    () => globusLs({ collection: `${collection}:/a`, path: "/b" }, io),
    MisuseError,
    "twice",
  );
  await assertRejects(() => globusLs({ collection, depth: 0 }, io), MisuseError, "--depth");
});

Deno.test("globusLs() fails with the service's words", async () => {
  await using planted = await plantedSandbox();
  const options = { collection: `${planted.lab}:/none/`, sandbox: planted.home };
  const error = await assertRejects(() => globusLs(options, fakeIo()), ApiError);
  assertEquals(error.status, 404);
  assertStringIncludes(error.message, "/none");
});
