import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { globusTaskCancel, globusTaskEvents } from "../../../../src/cli/globus/task/show.ts";
import { globusTaskList } from "../../../../src/cli/globus/task/list.ts";
import { globusTaskWatch } from "../../../../src/cli/globus/task/wait.ts";
import { globusTransfer } from "../../../../src/cli/globus/transfer.ts";
import { MisuseError } from "../../../../src/cli/words/misuse.ts";
import { barFraction } from "../../../../src/cli/globus/task/followed_task.ts";
import type { TaskDocument } from "../../../../src/globus/transfer/documents.ts";
import { startRawServer } from "../../../helpers/servers/raw_server.ts";
import { type FakeIo, fakeIo } from "../../_cli.ts";
import { type PlantedSandbox, plantedSandbox } from "../../_sandbox.ts";
import type {
  GlobusTaskEventsReport,
  GlobusTaskListReport,
} from "../../../../src/cli/globus/json_documents.ts";

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";

/** Transfers "lab" into "archive" to the end, and gives the task's id. */
async function transferred({ home: sandbox, lab, archive }: PlantedSandbox): Promise<string> {
  const io = fakeIo();
  const places = { source: `${lab}:/`, destination: `${archive}:/copy/` };
  const options = { ...places, recursive: true, wait: true, pollingInterval: 0.1, label: "run 7" };
  assertEquals(await globusTransfer({ ...options, sandbox }, io), 0, io.talk);
  return io.output.trim();
}

Deno.test("globusTaskList() lists tasks, those of a status alone where one is named", async () => {
  await using planted = await plantedSandbox();
  const task = await transferred(planted);
  const { home: sandbox } = planted;
  const io = fakeIo();
  assertEquals(await globusTaskList({ status: "succeeded", sandbox }, io), 0);
  const [head = "", row = ""] = io.output.split("\n");
  assertMatch(head, /^Task +Status +Type +From +To +Requested +Label$/);
  assertMatch(row, new RegExp(`^${task} +SUCCEEDED +TRANSFER +lab +archive +\\S+ \\S+ +run 7$`));
  const active = fakeIo();
  await globusTaskList({ status: "ACTIVE,INACTIVE", json: true, sandbox }, active);
  const report: GlobusTaskListReport = JSON.parse(active.output);
  assertEquals(report, { tasks: [], capped: false });
  assertEquals(active.talk, "");
  const none = fakeIo();
  await globusTaskList({ status: "FAILED", sandbox }, none);
  assertEquals([none.output, none.talk], ["", "There are no tasks\n"]);
  for (const status of ["RUNNING", "ACTIVE,", ""]) {
    await assertRejects(() => globusTaskList({ status }, fakeIo()), MisuseError, "--status");
  }
  await assertRejects(() => globusTaskList({ limit: 1.5 }, fakeIo()), MisuseError, "--limit");
});

Deno.test("globusTaskEvents() lists what happened, errors alone where that is asked", async () => {
  await using planted = await plantedSandbox();
  const task = await transferred(planted);
  const { home: sandbox } = planted;
  const io = fakeIo();
  assertEquals(await globusTaskEvents({ task, sandbox }, io), 0);
  assertMatch(io.output, /^Time +Kind +Code +What +Details\n\S+ \S+ +- +SUCCEEDED /);
  assertEquals(io.output.includes("\\x0a"), false, io.output);
  const errors = fakeIo();
  await globusTaskEvents({ task, errors: true, json: true, sandbox }, errors);
  const report: GlobusTaskEventsReport = JSON.parse(errors.output);
  assertEquals(report, { events: [], capped: false });
});

Deno.test("globusTaskCancel() says that a task had ended before", async () => {
  await using planted = await plantedSandbox();
  const task = await transferred(planted);
  const io = fakeIo();
  assertEquals(await globusTaskCancel({ task, json: true, sandbox: planted.home }, io), 0);
  assertEquals(JSON.parse(io.output).code, "TaskComplete");
  await assertRejects(() => globusTaskCancel({ task: "7" }, fakeIo()), MisuseError, "UUID");
});

const active: TaskDocument = {
  task_id: id,
  type: "TRANSFER",
  status: "ACTIVE",
  label: null,
  nice_status: "OK",
  nice_status_short_description: "OK",
  nice_status_details: null,
  is_paused: false,
  fatal_error: null,
  faults: 0,
  files: 3,
  files_transferred: 1,
  files_skipped: 0,
  directories: 1,
  bytes_transferred: 5_000,
  bytes_checksummed: 0,
  effective_bytes_per_second: 2_000_000,
  subtasks_succeeded: 0,
  subtasks_total: 1,
  request_time: "2026-01-02T03:04:05+00:00",
  completion_time: null,
  deadline: null,
};

/** A Transfer that knows one task in these states, one a look, and takes its cancelling. */
function taskServer(
  ...states: readonly Partial<TaskDocument>[]
): ReturnType<typeof startRawServer> {
  let looks = 0;
  return startRawServer(({ target }) => {
    if (target.endsWith("/cancel")) {
      return { json: { code: "Canceled", message: "The task has been cancelled." } };
    }
    return { json: { ...active, ...states[Math.min(looks++, states.length - 1)] } };
  });
}

function ioFor(
  server: { readonly url: string },
  options: Parameters<typeof fakeIo>[0] = {},
): FakeIo {
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "made-up", GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url };
  return fakeIo({ ...options, surroundings: { env, home: "/nowhere" } });
}

const quick = { task: id, pollingInterval: 0.1 };

Deno.test("globusTaskWatch() prints one line per change, with rate, faults and trouble", async () => {
  await using server = taskServer({}, {}, {
    files_transferred: 2,
    faults: 1,
    nice_status: "PERMISSION_DENIED",
    nice_status_short_description: "permission denied",
  }, { files_transferred: 2, files_skipped: 1, status: "SUCCEEDED", faults: 1 });
  const io = ioFor(server);
  assertEquals(await globusTaskWatch(quick, io), 0);
  assertEquals(io.talk.trimEnd().split("\n"), [
    "ACTIVE  1 of 3 files, 5.0 kB, 2.0 MB/s",
    "ACTIVE  2 of 3 files, 5.0 kB, 2.0 MB/s, permission denied, 1 fault",
    "SUCCEEDED  3 of 3 files, 5.0 kB, 2.0 MB/s, 1 fault",
  ]);
  assertEquals(io.output, "SUCCEEDED\n");
});

Deno.test("globusTaskWatch() draws a bar for a person, with the time that is left", async () => {
  await using server = taskServer({}, { files_transferred: 2 }, {
    files_transferred: 3,
    status: "SUCCEEDED",
  });
  const io = ioFor(server, { stderrIsTerminal: true });
  assertEquals(await globusTaskWatch({ ...quick, pollingInterval: 0.2 }, io), 0);
  assertStringIncludes(io.talk, " s left");
  assertStringIncludes(io.talk, "#".repeat(30) + " 3 of 3 files");
  // The cursor was not hidden, so that nothing can leave it so.
  assertEquals(io.talk.includes("\x1b[?25l"), false);
});

Deno.test("globusTaskWatch() leaves the task alone at Ctrl-C where no one can be asked", async () => {
  await using server = taskServer({});
  const io = ioFor(server, { stop: Promise.resolve() });
  assertEquals(await globusTaskWatch(quick, io), 130);
  assertStringIncludes(io.talk, `Task ${id} goes on\nNext: keyferry globus task watch ${id}\n`);
  assertEquals(server.requests.some(({ target }) => target.endsWith("/cancel")), false);
});

/** Resolves when the task has been looked at. */
async function lookedAt(server: { readonly requests: readonly unknown[] }): Promise<void> {
  while (server.requests.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("globusTaskWatch() asks at Ctrl-C whether to cancel the task, and does so", async () => {
  await using server = taskServer({});
  const io = ioFor(server, { answers: ["y"], stop: lookedAt(server) });
  assertEquals(await globusTaskWatch(quick, io), 130);
  assertEquals(io.prompts, [`Cancel task ${id}? [y/N] `]);
  assertEquals(server.requests.at(-1)?.target, `/v0.10/task/${id}/cancel`);
  assertStringIncludes(io.talk, "The task has been cancelled.");
});

Deno.test("globusTaskWatch() leaves the task running after a no, and after a second Ctrl-C", async () => {
  await using server = taskServer({});
  const no = ioFor(server, { answers: [""], stop: lookedAt(server) });
  assertEquals(await globusTaskWatch(quick, no), 130);
  const twice = ioFor(server, { answers: [], stop: [lookedAt(server), Promise.resolve()] });
  const silent = { ...twice, ask: () => new Promise<undefined>(() => {}) };
  assertEquals(await globusTaskWatch(quick, silent), 130);
  for (const io of [no, twice]) assertStringIncludes(io.talk, `Task ${id} goes on`);
  assertEquals(server.requests.some(({ target }) => target.endsWith("/cancel")), false);
});

Deno.test("globusTransfer() keeps the task's id and last state at Ctrl-C", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const places = { source: `${lab}:/cells.csv`, destination: `${archive}:/c.csv` };
  const io = fakeIo({ stop: Promise.resolve() });
  assertEquals(await globusTransfer({ ...places, wait: true, json: true, sandbox }, io), 130);
  assertMatch(JSON.parse(io.output).task_id, /^[0-9a-f-]{36}$/);
  await planted.sandbox.idle();
});

Deno.test("barFraction() never moves back, and is full at the end alone", () => {
  let shown = 0;
  const seen = [
    { files: 0, files_transferred: 0 },
    { files: 2, files_transferred: 1 },
    { files: 100, files_transferred: 2 },
    { files: 100, files_transferred: 60, files_skipped: 20 },
    { files: 100, files_transferred: 80, files_skipped: 20 },
    { files: 100, files_transferred: 80, files_skipped: 20, status: "FAILED" as const },
  ].map((state) => shown = barFraction({ ...active, ...state }, shown));
  assertEquals(seen, [0, 0.5, 0.5, 0.8, 0.99, 0.99]);
  assertEquals(barFraction({ ...active, status: "SUCCEEDED" }, shown), 1);
  const deleting = { type: "DELETE" as const, files_transferred: null, files: 9 };
  const half = { subtasks_succeeded: 1, subtasks_total: 2 };
  assertEquals(barFraction({ ...active, ...deleting, ...half }, 0), 0.5);
});
