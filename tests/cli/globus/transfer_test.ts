import { localTime } from "../../../src/cli/terminal/text.ts";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { main } from "../../../cli.ts";
import { FileError } from "../../../src/credentials/errors/errors.ts";
import { globusBookmarkCreate } from "../../../src/cli/globus/bookmark.ts";
import { globusTaskList } from "../../../src/cli/globus/task/list.ts";
import { globusTaskShow } from "../../../src/cli/globus/task/show.ts";
import { globusTaskWait } from "../../../src/cli/globus/task/wait.ts";
import { globusTransfer, type GlobusTransferOptions } from "../../../src/cli/globus/transfer.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { fakeIo } from "../_cli.ts";
import { type PlantedSandbox, plantedSandbox } from "../_sandbox.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

type Document = Readonly<Record<string, unknown>>;

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const uuid = /^[0-9a-f-]{36}\n$/;

Deno.test("globusTransfer() prints the task's id alone, and does not wait", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const io = fakeIo();
  const options = {
    source: `${lab}:/`,
    destination: `${archive}:/copy/`,
    recursive: true,
    sandbox,
  };
  assertEquals(await globusTransfer(options, io), 0);
  assertEquals(uuid.test(io.output), true, io.output);
  assertStringIncludes(io.talk, "accepted");
  await planted.sandbox.idle();
});

Deno.test("globusTransfer() hands the service what was chosen", async () => {
  const bodies: string[] = [];
  await using server = startRawServer(({ target, body }) => {
    if (target.endsWith("/submission_id")) return { json: { value: "s" } };
    if (target.includes("/endpoint/")) return { json: { id, display_name: "lab" } };
    bodies.push(body);
    return { json: { code: "Accepted", message: "Accepted.", task_id: id, submission_id: "s" } };
  });
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "made-up", GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  const places = { source: `${id}:/a`, destination: `${id}:/b` };
  await globusTransfer(places, io);
  await globusTransfer({
    ...places,
    recursive: true,
    syncLevel: "mtime",
    label: "run 7",
    verifyChecksum: true,
  }, io);
  const item = { DATA_TYPE: "transfer_item", source_path: "/a", destination_path: "/b" };
  const document = {
    DATA_TYPE: "transfer",
    DATA: [item],
    source_endpoint: id,
    destination_endpoint: id,
    submission_id: "s",
  };
  assertEquals(bodies.map((body) => JSON.parse(body)), [document, {
    ...document,
    DATA: [{ ...item, recursive: true }],
    sync_level: 2,
    label: "run 7",
    verify_checksum: true,
  }]);
});

/** What `globus transfer` would submit, with options as they are typed. */
async function dryRun(planted: PlantedSandbox, words: readonly string[]): Promise<Document> {
  const io = fakeIo();
  const common = ["globus", "transfer", "--dry-run", "--sandbox", planted.home];
  assertEquals(await main([...common, ...words], io), 0, io.talk);
  return JSON.parse(io.output);
}

Deno.test("globusTransfer() prints what it would submit with --dry-run, and whose collections it is about", async () => {
  await using planted = await plantedSandbox();
  const { lab, archive } = planted;
  const places = [`${lab}:/runs/`, `${archive}:/copy/`];
  const document = await dryRun(planted, [
    ...["-r", "--sync", "checksum", "--label", "run 7", "--deadline", "2099-12-01"],
    ...["--no-verify-checksum", "--preserve-mtime", "--encrypt", "--skip-source-errors"],
    ...["--fail-on-quota-errors", "--delete-destination-extra", "--submission-id", "s"],
    ...["--exclude", "*.tmp", "--exclude", "*.log", "--include", "run.log"],
    ...places,
  ]);
  const rule = { DATA_TYPE: "filter_rule", type: "file" };
  assertEquals(document, {
    DATA_TYPE: "transfer",
    DATA: [{
      DATA_TYPE: "transfer_item",
      source_path: "/runs/",
      destination_path: "/copy/",
      recursive: true,
    }],
    source_endpoint: lab,
    destination_endpoint: archive,
    label: "run 7",
    submission_id: "s",
    sync_level: 3,
    verify_checksum: false,
    preserve_timestamp: true,
    encrypt_data: true,
    deadline: new Date("2099-12-01T00:00").toISOString(),
    skip_source_errors: true,
    fail_on_quota_errors: true,
    delete_destination_extra: true,
    filter_rules: [
      { ...rule, method: "include", name: "run.log" },
      { ...rule, method: "exclude", name: "*.tmp" },
      { ...rule, method: "exclude", name: "*.log" },
    ],
  });
  const io = fakeIo();
  await main(["globus", "transfer", "--dry-run", "--sandbox", planted.home, ...places], io);
  assertMatch(
    io.talk,
    new RegExp(`^From lab \\(${lab}\\) of \\S+\nTo archive \\(${archive}\\) of \\S+\n$`),
  );
  const left = JSON.parse(io.output);
  assertEquals([left.verify_checksum, left.deadline], [undefined, undefined]);
  const soon = await dryRun(planted, ["--deadline", "10m", ...places]);
  assertMatch(String(soon.deadline), /^\d{4}-\d\d-\d\dT.*Z$/);
});

Deno.test("globusTransfer() asks before it deletes at the destination, or wants --yes", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const options = {
    source: `${lab}:/runs/`,
    destination: `${archive}:/copy/`,
    recursive: true,
    deleteDestinationExtra: true,
    sandbox,
  };
  const nobody = { ...options, sandbox: "/nowhere" };
  await assertRejects(() => globusTransfer(nobody, fakeIo()), MisuseError, "add --yes");
  const kept = fakeIo({ answers: ["n"] });
  assertEquals(await globusTransfer(options, kept), 1);
  assertEquals(kept.output, "");
  assertStringIncludes(kept.talk, "Nothing was submitted\n");
  assertMatch(
    kept.prompts[0] ?? "",
    new RegExp(
      `^Delete from /copy/ on archive \\(${archive}\\) of \\S+ what the source does not have\\? `,
    ),
  );
  const list = fakeIo();
  await globusTaskList({ sandbox, json: true }, list);
  assertEquals(JSON.parse(list.output), { tasks: [], capped: false });
  for (const [io, yes] of [[fakeIo({ answers: ["y"] }), false], [fakeIo(), true]] as const) {
    assertEquals(await globusTransfer({ ...options, yes }, io), 0, io.talk);
    assertMatch(io.output, uuid);
  }
  await planted.sandbox.idle();
});

Deno.test("globusTransfer() takes a batch from a file or standard input, below the paths and bookmarks given", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const { lab, archive, home: sandbox } = planted;
  await globusBookmarkCreate({ name: "runs", place: `${lab}:/runs/`, sandbox }, fakeIo());
  const input = "# a folder and a file\n2026-03-21 run -r\n'/cells.csv' \"my cells.csv\"\n";
  await writeFiles(folder.path, { "batch.txt": input });
  const places = { source: "runs", destination: `${archive}:/copy`, sandbox };
  const items = [
    { source_path: "/runs/2026-03-21", destination_path: "/copy/run", recursive: true },
    { source_path: "/cells.csv", destination_path: "/copy/my cells.csv" },
  ].map((item) => ({ DATA_TYPE: "transfer_item", ...item }));
  for (
    const [batch, io] of [[`${folder.path}/batch.txt`, fakeIo()], ["-", fakeIo({ input })]] as const
  ) {
    assertEquals(await globusTransfer({ ...places, batch, dryRun: true }, io), 0);
    assertEquals(JSON.parse(io.output).DATA, items);
  }
  const io = fakeIo({ input });
  const done = { ...places, batch: "-", wait: true, pollingInterval: 0.1 };
  assertEquals(await globusTransfer(done, io), 0, io.talk);
  assertStringIncludes(io.talk, "3 of 3 files");
});

Deno.test("globusTransfer() refuses batches that cannot be read or say too much, and sends nothing", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const { lab, archive, home: sandbox } = planted;
  const places = { source: lab, destination: archive, sandbox };
  const refused = (options: Partial<GlobusTransferOptions>, input: string) => () => {
    return globusTransfer({ ...places, batch: "-", ...options }, fakeIo({ input }));
  };
  await assertRejects(refused({}, "/a /b\n/c"), MisuseError, "Line 2 of the batch");
  await assertRejects(refused({}, "# nothing\n"), MisuseError, "The batch is empty");
  await assertRejects(refused({ recursive: true }, "/a /b"), MisuseError, "each line says");
  const batch = `${folder.path}/none.txt`;
  await assertRejects(refused({ batch }, ""), FileError, "none.txt: it is not there");
  const list = fakeIo();
  await globusTaskList({ sandbox }, list);
  assertEquals(list.output, "");
});

Deno.test("globusTransfer() follows the task with --wait, one line per change", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const io = fakeIo();
  const options = {
    source: `${lab}:/`,
    destination: `${archive}:/copy/`,
    recursive: true,
    sandbox,
  };
  assertEquals(await globusTransfer({ ...options, wait: true, pollingInterval: 0.1 }, io), 0);
  assertEquals(uuid.test(io.output), true, io.output);
  assertStringIncludes(io.talk, "SUCCEEDED  4 of 4 files, 215.0 kB");
});

Deno.test("globusTransfer() draws a bar where a person watches, on standard error alone", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const io = fakeIo({ stderrIsTerminal: true });
  const options = {
    source: `${lab}:/`,
    destination: `${archive}:/copy/`,
    recursive: true,
    sandbox,
  };
  assertEquals(await globusTransfer({ ...options, wait: true, pollingInterval: 0.1 }, io), 0);
  assertEquals(uuid.test(io.output), true, io.output);
  assertStringIncludes(io.talk, "#".repeat(30) + " 4 of 4 files");
});

/** What a person saw of the transfer of one file of 1 MB, which Globus tells of at each quarter. */
async function watched(
  options: Partial<GlobusTransferOptions>,
  stat: { readonly status?: number; readonly json: Document },
): Promise<{ readonly talk: string; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  let [quarters, looks, knowsSize] = [0, 0, false];
  await using server = startRawServer(({ target }) => {
    asked.push(target.replace(/\?.*/, ""));
    if (target.endsWith("/submission_id")) return { json: { value: "s" } };
    if (target.includes("/stat?")) {
      knowsSize = true;
      return stat;
    }
    if (target.includes("/endpoint/")) return { json: { id, display_name: "lab" } };
    if (!target.includes("/task/")) {
      return { json: { code: "Accepted", message: "Accepted.", task_id: id } };
    }
    if (knowsSize || options.recursive || ++looks > 20) quarters++;
    const isOver = quarters > 4;
    const counts = { files: 1, files_transferred: isOver ? 1 : 0, files_skipped: 0, faults: 0 };
    const bytes_transferred = Math.min(quarters, 4) * 250_000;
    const status = isOver ? "SUCCEEDED" : "ACTIVE";
    return {
      json: {
        task_id: id,
        status,
        type: "TRANSFER",
        ...counts,
        bytes_transferred,
        nice_status: null,
      },
    };
  });
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "made-up", GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" }, stderrIsTerminal: true });
  const how = {
    source: `${id}:/a/b.bin`,
    destination: `${id}:/c`,
    wait: true,
    pollingInterval: 0.1,
  };
  assertEquals(await globusTransfer({ ...how, ...options }, io), 0, io.talk);
  return { talk: io.talk, asked };
}

/** How full the bar was at each change, of 30. */
function fillings(talk: string): number[] {
  const bars = Array.from(
    talk.matchAll(/[#-]{30} /g),
    ([bar]) => bar.replaceAll(/[^#]/g, "").length,
  );
  return bars.filter((full, index) => full !== bars[index - 1]);
}

Deno.test("globusTransfer() moves its bar within one large file", async () => {
  const { talk } = await watched({}, { json: { name: "b.bin", type: "file", size: 1_000_000 } });
  const seen = fillings(talk);
  assertEquals(seen.filter((full) => full > 0 && full < 30).length >= 3, true, talk);
  assertEquals([seen.toSorted((one, other) => one - other), seen.at(-1)], [seen, 30]);
  assertStringIncludes(talk, "500.0 kB of 1.0 MB");
});

Deno.test("globusTransfer() counts files where it is told no size, and asks none for a folder", async () => {
  const refused = await watched({}, {
    status: 403,
    json: { code: "PermissionDenied", message: "no" },
  });
  assertStringIncludes(refused.talk, "0 of 1 file, 250.0 kB");
  const folder = await watched({ recursive: true }, { json: {} });
  assertEquals(folder.asked.filter((target) => target.endsWith("/stat")), []);
});

Deno.test("globusTransfer() gives one JSON document, with the task when it waited", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const options = {
    source: `${lab}:/cells.csv`,
    destination: `${archive}:/c.csv`,
    json: true,
    sandbox,
  };
  const submitted = fakeIo();
  await globusTransfer(options, submitted);
  assertEquals(JSON.parse(submitted.output).code, "Accepted");
  const waited = fakeIo();
  await globusTransfer({ ...options, wait: true, pollingInterval: 0.1 }, waited);
  const { code, task_id, task } = JSON.parse(waited.output);
  assertEquals([code, task.task_id, task.status], ["Accepted", task_id, "SUCCEEDED"]);
});

Deno.test("globusTransfer() gives 1 and the reason when the task failed", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const io = fakeIo();
  const options = { source: `${lab}:/none`, destination: `${archive}:/none`, sandbox, wait: true };
  assertEquals(await globusTransfer({ ...options, pollingInterval: 0.1 }, io), 1);
  assertStringIncludes(io.talk, `keyferry: Task ${io.output.trim()} failed: `);
});

Deno.test("globusTransfer() refuses places and times that make no sense, and sends nothing", async () => {
  await using server = startRawServer([{ status: 500 }]);
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "made-up", GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  const good = { source: `${id}:/a`, destination: `${id}:/b` };
  for (
    const [options, words] of [
      [{ ...good, source: id }, "The source lacks its path"],
      [{ ...good, destination: `${id}:` }, "The destination lacks its path"],
      [{ ...good, exclude: ["*.tmp"] }, "--recursive"],
      [{ ...good, wait: true, timeout: 0 }, "--timeout"],
      [{ ...good, wait: true, timeout: NaN }, "--timeout"],
      [{ ...good, wait: true, pollingInterval: 0.01 }, "--polling-interval"],
    ] as const
  ) {
    await assertRejects(() => globusTransfer(options, io), MisuseError, words);
  }
  assertEquals(server.requests, []);
});

/** A Transfer that knows one task, in the states given, one a look. */
function taskServer(
  ...states: readonly Record<string, unknown>[]
): ReturnType<typeof startRawServer> {
  return startRawServer(states.map((state) => ({
    json: {
      task_id: id,
      type: "TRANSFER",
      status: "ACTIVE",
      label: null,
      nice_status: null,
      nice_status_short_description: null,
      nice_status_details: null,
      is_paused: false,
      fatal_error: null,
      faults: 0,
      files: 3,
      files_transferred: 1,
      files_skipped: 0,
      bytes_transferred: 5,
      effective_bytes_per_second: 0,
      request_time: "2026-01-02T03:04:05+00:00",
      completion_time: null,
      ...state,
    },
  })));
}

function ioFor(server: { readonly url: string }): ReturnType<typeof fakeIo> {
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "made-up", GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url };
  return fakeIo({ surroundings: { env, home: "/nowhere" } });
}

Deno.test("globusTaskWait() waits for the end, and gives 0 when the task succeeded", async () => {
  await using server = taskServer({}, {}, { status: "SUCCEEDED" });
  const io = ioFor(server);
  assertEquals(await globusTaskWait({ task: id, pollingInterval: 0.1 }, io), 0);
  assertEquals([io.output, io.talk, server.requests.length], ["SUCCEEDED\n", "", 3]);
});

Deno.test("globusTaskWait() gives 1 and the reason when the task failed", async () => {
  await using server = taskServer({
    status: "FAILED",
    fatal_error: { code: "X", description: "No \x1b[31mdisk\nleft" },
  });
  const io = ioFor(server);
  assertEquals(await globusTaskWait({ task: id }, io), 1);
  assertEquals([io.output, io.talk], [
    "FAILED\n",
    `keyferry: Task ${id} failed: No \\x1b[31mdisk\\x0aleft\n` +
    `Next: keyferry globus task events --errors ${id}\n`,
  ]);
});

Deno.test("globusTaskWait() gives 1 and the place to go when the task waits for the person", async () => {
  await using server = taskServer({
    status: "INACTIVE",
    nice_status_short_description: "credentials expired",
  });
  const io = ioFor(server);
  assertEquals(await globusTaskWait({ task: id, json: true }, io), 1);
  assertEquals(JSON.parse(io.output).status, "INACTIVE");
  assertStringIncludes(io.talk, "waits for you: credentials expired");
  assertStringIncludes(io.talk, `https://app.globus.org/activity/${id}`);
});

Deno.test("globusTaskWait() gives 5 when the time is over first, and says how to go on", async () => {
  await using server = taskServer({ nice_status_short_description: "connecting" });
  const io = ioFor(server);
  const options = { task: id, timeout: 0.3, pollingInterval: 60 };
  assertEquals(await globusTaskWait(options, io), 5);
  assertEquals([io.output, server.requests.length], ["ACTIVE\n", 2]);
  assertStringIncludes(io.talk, `(connecting); it goes on\nNext: keyferry globus task watch ${id}`);
});

Deno.test("globusTaskShow() prints what is known, a line each", async () => {
  await using server = taskServer({
    label: "run 7",
    source_endpoint_id: id,
    source_endpoint_display_name: "lab",
  });
  const io = ioFor(server);
  assertEquals(await globusTaskShow({ task: id }, io), 0);
  assertEquals(
    io.output,
    [
      `Task       ${id}`,
      "Type       TRANSFER",
      "Status     ACTIVE",
      "Label      run 7",
      `From       lab (${id})`,
      "Files      1 copied, 0 up to date, of 3",
      "Bytes      5 B",
      "Faults     0",
      `Requested  ${localTime("2026-01-02T03:04:05+00:00")}`,
      "",
    ].join("\n"),
  );
});

Deno.test("globusTaskShow() gives 0 for a failed task too: it was shown", async () => {
  await using server = taskServer({ status: "FAILED" });
  const io = ioFor(server);
  assertEquals(await globusTaskShow({ task: id, json: true }, io), 0);
  assertEquals(JSON.parse(io.output).status, "FAILED");
});

Deno.test("globusTaskShow() and globusTaskWait() want a task's id", async () => {
  for (const task of ["", "..", "7"]) {
    await assertRejects(() => globusTaskShow({ task }, fakeIo()), MisuseError, "UUID");
    await assertRejects(() => globusTaskWait({ task }, fakeIo()), MisuseError, "UUID");
  }
});

Deno.test("a transfer that skipped what it could not read gives 1, counts it and names the command that lists it", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const batch = await Deno.makeTempFile();
  await Deno.writeTextFile(batch, "/cells.csv /copy/a.csv\n/none.csv /copy/b.csv\n");
  const io = fakeIo();
  const places = { source: `${lab}:/`, destination: `${archive}:/`, batch };
  const choice = { wait: true, pollingInterval: 0.1, skipSourceErrors: true, sandbox };
  assertEquals(await globusTransfer({ ...places, ...choice }, io), 1, io.talk);
  await Deno.remove(batch);
  const task = io.output.trim();
  assertStringIncludes(
    io.talk,
    `Task ${task} has ended, but left out 1 path that it could not read`,
  );
  assertStringIncludes(
    io.talk,
    `\nNext: keyferry globus task show --skipped ${task} --sandbox ${sandbox}\n`,
  );

  const wait = fakeIo();
  assertEquals(await globusTaskWait({ task, sandbox }, wait), 1);
  assertStringIncludes(wait.talk, "left out 1 path");

  const listed = fakeIo();
  assertEquals(await globusTaskShow({ task, skipped: true, sandbox }, listed), 0);
  assertMatch(listed.output, /^Path +Error +Details\n\/none\.csv +FILE_NOT_FOUND +\S/);
  const json = fakeIo();
  assertEquals(await globusTaskShow({ task, skipped: true, json: true, sandbox }, json), 0);
  const { skipped_errors } = JSON.parse(json.output);
  assertEquals(skipped_errors.map((one: { source_path: string }) => one.source_path), [
    "/none.csv",
  ]);
  const shown = fakeIo();
  assertEquals(await globusTaskShow({ task, sandbox }, shown), 0);
  assertMatch(shown.output, /Left out +\d subtasks?: see --skipped\n/);
});

Deno.test("a transfer that left nothing out gives 0, also where errors were to be skipped", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const io = fakeIo();
  const places = { source: `${lab}:/cells.csv`, destination: `${archive}:/a.csv` };
  const choice = { wait: true, pollingInterval: 0.1, skipSourceErrors: true, sandbox };
  assertEquals(await globusTransfer({ ...places, ...choice }, io), 0, io.talk);
  const listed = fakeIo();
  assertEquals(await globusTaskShow({ task: io.output.trim(), skipped: true, sandbox }, listed), 0);
  assertEquals([listed.output, listed.talk], ["", "Nothing was left out\n"]);
});
