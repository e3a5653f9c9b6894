import { assertEquals, assertMatch } from "@std/assert";
import { startSandbox } from "../../../../src/sandbox/mod.ts";
import { item, run, submit, temporaryFolder, transfer } from "../../_sandbox.ts";

/** The keys of a task document as Globus Transfer sends it (globus-sdk-python test data, Apache-2.0). */
const taskKeys = [
  "DATA_TYPE",
  "bytes_checksummed",
  "bytes_transferred",
  "canceled_by_admin",
  "canceled_by_admin_message",
  "command",
  "completion_time",
  "deadline",
  "delete_destination_extra",
  "destination_endpoint",
  "destination_endpoint_display_name",
  "destination_endpoint_id",
  "directories",
  "effective_bytes_per_second",
  "encrypt_data",
  "fail_on_quota_errors",
  "fatal_error",
  "faults",
  "files",
  "files_skipped",
  "files_transferred",
  "filter_rules",
  "history_deleted",
  "is_ok",
  "is_paused",
  "label",
  "nice_status",
  "nice_status_details",
  "nice_status_expires_in",
  "nice_status_short_description",
  "owner_id",
  "preserve_timestamp",
  "recursive_symlinks",
  "request_time",
  "skip_source_errors",
  "source_endpoint",
  "source_endpoint_display_name",
  "source_endpoint_id",
  "status",
  "subtasks_canceled",
  "subtasks_expired",
  "subtasks_failed",
  "subtasks_pending",
  "subtasks_retrying",
  "subtasks_skipped_errors",
  "subtasks_succeeded",
  "subtasks_total",
  "symlinks",
  "sync_level",
  "task_id",
  "type",
  "username",
  "verify_checksum",
];

const labToArchive = ["lab", "archive"] as const;

Deno.test("A task document has the 53 keys of the real one", async () => {
  await using sandbox = await startSandbox();
  const task = await run(sandbox, labToArchive, [item("/cells.csv", "/c.csv")], { label: "run 7" });
  assertEquals(Object.keys(task).sort(), taskKeys);
  assertEquals(
    [task.DATA_TYPE, task.type, task.label, task.source_endpoint_display_name],
    ["task", "TRANSFER", "run 7", "lab"],
  );
  for (const time of [task.request_time, task.completion_time, task.deadline]) {
    assertMatch(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
  }
});

Deno.test("A transfer result has the keys of the real one", async () => {
  await using sandbox = await startSandbox();
  const { status, body } = await submit(sandbox, labToArchive, [item("/cells.csv", "/c.csv")]);
  await sandbox.idle();
  assertEquals(status, 200);
  assertEquals(Object.keys(body).sort(), [
    "DATA_TYPE",
    "code",
    "message",
    "request_id",
    "resource",
    "submission_id",
    "task_id",
    "task_link",
  ]);
  assertEquals(Object.keys(body.task_link).sort(), [
    "DATA_TYPE",
    "href",
    "rel",
    "resource",
    "title",
  ]);
});

Deno.test("The task list pages, newest first, and filters", async () => {
  await using sandbox = await startSandbox();
  for (let index = 0; index < 5; index++) {
    await run(sandbox, labToArchive, [item("/cells.csv", `/${index}.csv`)], {
      label: `task ${index}`,
    });
  }
  await run(sandbox, labToArchive, [item("/nowhere", "/x")], { label: "task 5" });
  const labels = async (query: string) => {
    const { body } = await transfer(sandbox, `/task_list?${query}`);
    return {
      labels: body.DATA.map((task: { label: string }) => task.label),
      total: body.total,
      length: body.length,
      limit: body.limit,
      offset: body.offset,
    };
  };
  assertEquals(await labels("limit=2&offset=1"), {
    labels: ["task 4", "task 3"],
    total: 6,
    length: 2,
    limit: 2,
    offset: 1,
  });
  assertEquals((await labels("filter=status:FAILED")).labels, ["task 5"]);
  assertEquals((await labels("filter=status:FAILED,SUCCEEDED/type:TRANSFER")).total, 6);
  assertEquals((await labels("limit=10&offset=10")).labels, []);
});

Deno.test("An event list has the keys of the real one, newest first", async () => {
  await using sandbox = await startSandbox();
  const task = await run(sandbox, labToArchive, [item("/cells.csv", "/c.csv")]);
  const { body } = await transfer(sandbox, `/task/${task.task_id}/event_list`);
  assertEquals(Object.keys(body).sort(), [
    "DATA",
    "DATA_TYPE",
    "length",
    "limit",
    "offset",
    "total",
  ]);
  assertEquals(Object.keys(body.DATA[0]).sort(), [
    "DATA_TYPE",
    "code",
    "description",
    "details",
    "is_error",
    "time",
  ]);
  const codes: string[] = body.DATA.map((event: { code: string }) => event.code);
  // A slow machine has the transfer tell how far it is.
  assertEquals(codes.filter((code) => code !== "PROGRESS"), ["SUCCEEDED", "STARTED"]);
});

Deno.test("Successful transfers page by marker until there are no more", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/many`);
  const wanted: string[] = [];
  for (let index = 0; index < 25; index++) {
    const name = `file ${String(index).padStart(2, "0")} é`;
    await Deno.writeTextFile(`${folder.path}/many/${name}`, name);
    wanted.push(`/many/${name}`);
  }
  await using sandbox = await startSandbox({ root: folder.path });
  const task = await run(sandbox, [sandbox.collections[0]?.name ?? "", "scratch"], [
    item("/many/", "/copy/", { recursive: true }),
  ]);
  const sources: string[] = [];
  const sizes: number[] = [];
  let marker: number | null = 0;
  while (marker !== null) {
    const { body } = await transfer(
      sandbox,
      `/task/${task.task_id}/successful_transfers?limit=10&marker=${marker}`,
    );
    assertEquals([body.DATA_TYPE, body.marker], ["successful_transfers", marker]);
    sizes.push(body.DATA.length);
    for (const pair of body.DATA) {
      assertEquals(Object.keys(pair).sort(), ["DATA_TYPE", "destination_path", "source_path"]);
      assertEquals(pair.destination_path, pair.source_path.replace("/many/", "/copy/"));
      sources.push(pair.source_path);
    }
    marker = body.next_marker;
  }
  assertEquals(sizes, [10, 10, 5]);
  assertEquals(sources.sort(), wanted);
});

Deno.test("Successful transfers are refused while the task is active", async () => {
  await using sandbox = await startSandbox();
  const gate = Promise.withResolvers<void>();
  sandbox.faults.transfer = () => gate.promise;
  const { body } = await submit(sandbox, labToArchive, [item("/cells.csv", "/c.csv")]);
  const reply = await transfer(sandbox, `/task/${body.task_id}/successful_transfers`);
  assertEquals([reply.status, reply.body.code], [400, "ClientError.BadRequest"]);
  gate.resolve();
  await sandbox.idle();
});

Deno.test("A task nobody knows is not found", async () => {
  await using sandbox = await startSandbox();
  for (const path of ["", "/event_list", "/successful_transfers"]) {
    const { status, body } = await transfer(sandbox, `/task/${crypto.randomUUID()}${path}`);
    assertEquals([status, body.code], [404, "ClientError.NotFound"]);
  }
});
