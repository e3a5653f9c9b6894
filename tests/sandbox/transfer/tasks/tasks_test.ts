import { assertEquals, assertStringIncludes } from "@std/assert";
import { collectionId, type Sandbox, startSandbox } from "../../../../src/sandbox/mod.ts";
import { item, run, submit } from "../../_sandbox.ts";
import { asColleague, asPerson, codeOf, submitDelete } from "../_transfer.ts";

const labToArchive = ["lab", "archive"] as const;

/** A transfer that stands still until `release` is called. */
async function standing(sandbox: Sandbox): Promise<{ id: string; release: () => void }> {
  const gate = Promise.withResolvers<void>();
  sandbox.faults.transfer = () => gate.promise;
  const { body } = await submit(sandbox, labToArchive, [item("/cells.csv", "/c.csv")]);
  return { id: body.task_id, release: gate.resolve };
}

Deno.test("Updating a task changes its label and its deadline while it is active", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const { id, release } = await standing(sandbox);
  const updated = await me.put(`/task/${id}`, {
    DATA_TYPE: "task",
    label: "new name",
    deadline: "2199-01-01 00:00:00",
  });
  assertEquals([updated.status, updated.body.DATA_TYPE, updated.body.code], [
    200,
    "result",
    "Updated",
  ]);
  assertEquals(updated.body.message, "Updated task deadline and label successfully");
  const { body } = await me.get(`/task/${id}`);
  assertEquals([body.label, body.deadline], ["new name", "2199-01-01T00:00:00+00:00"]);
  release();
  await sandbox.idle();
  assertEquals(codeOf(await me.put(`/task/${id}`, { label: "late" })), [409, "Conflict"]);
  assertEquals((await me.get(`/task/${id}`)).body.label, "new name");
});

Deno.test("Updating a task refuses what a submission could not have said, and other's tasks", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const { id, release } = await standing(sandbox);
  const label = await me.put(`/task/${id}`, { label: "x".repeat(129) });
  assertEquals(codeOf(label), [400, "BadRequest"]);
  assertStringIncludes(label.body.message, "128");
  const noTimes = ["the 30th of May", "2199", "1/5/2199", "2199-02-30", "2199-01-05T25:00", "Z"];
  for (const deadline of noTimes) {
    assertEquals([deadline, (await me.put(`/task/${id}`, { deadline })).status], [deadline, 400]);
  }
  // The examples of globus-sdk 4.9.0, in another year.
  for (const deadline of ["2199-10-12 09:30Z", "2199-10-12 12:33:54+00:00", "2199-10-12"]) {
    assertEquals([deadline, (await me.put(`/task/${id}`, { deadline })).status], [deadline, 200]);
  }
  assertEquals((await asColleague(sandbox).put(`/task/${id}`, { label: "theirs" })).status, 404);
  release();
  await sandbox.idle();
});

// As the live tests of globus-sdk 1.1.0 do it (`test_update_task`).
Deno.test("A task whose deadline is moved into the past expires", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const { id, release } = await standing(sandbox);
  const updated = await me.put(`/task/${id}`, { deadline: "2000-01-01 00:00:06+00:00" });
  assertEquals(codeOf(updated), [200, "Updated"]);
  release();
  await sandbox.idle();
  const { body } = await me.get(`/task/${id}`);
  assertEquals([body.status, body.fatal_error.code], ["FAILED", "EXPIRED"]);
});

Deno.test("A task whose deadline is drawn near expires", async () => {
  const clock = { now: Date.parse("2026-03-21T00:00:00Z") };
  await using sandbox = await startSandbox({ now: () => clock.now });
  const me = asPerson(sandbox);
  const { id, release } = await standing(sandbox);
  await me.put(`/task/${id}`, { deadline: "2026-03-21T00:01:00Z" });
  clock.now += 60_000;
  release();
  await sandbox.idle();
  const { body } = await me.get(`/task/${id}`);
  assertEquals([body.status, body.fatal_error.code], ["FAILED", "EXPIRED"]);
});

Deno.test("Tasks are seen by their owner alone", async () => {
  await using sandbox = await startSandbox();
  const task = await run(sandbox, labToArchive, [item("/cells.csv", "/c.csv")]);
  const them = asColleague(sandbox);
  assertEquals((await them.get("/task_list")).body.total, 0);
  for (const path of ["", "/event_list", "/pause_info", "/successful_transfers"]) {
    assertEquals((await them.get(`/task/${task.task_id}${path}`)).status, 404);
  }
  assertEquals((await them.post(`/task/${task.task_id}/cancel`)).status, 404);
});

Deno.test("The pause info of a task that nobody paused has no rules and no messages", async () => {
  await using sandbox = await startSandbox();
  const task = await run(sandbox, labToArchive, [item("/cells.csv", "/c.csv")]);
  const { body } = await asPerson(sandbox).get(`/task/${task.task_id}/pause_info`);
  assertEquals(body, {
    DATA_TYPE: "pause_info_limited",
    destination_pause_message: null,
    destination_pause_message_share: null,
    pause_rules: [],
    source_pause_message: null,
    source_pause_message_share: null,
  });
});

Deno.test("The event list filters by whether something went wrong, and by code", async () => {
  await using sandbox = await startSandbox();
  const task = await run(
    sandbox,
    labToArchive,
    [item("/nothing", "/x"), item("/cells.csv", "/c")],
    {
      skip_source_errors: true,
    },
  );
  const codes = async (query: string) =>
    (await asPerson(sandbox).get(`/task/${task.task_id}/event_list?${query}`)).body.DATA
      .map((event: { code: string }) => event.code);
  assertEquals(await codes("filter_is_error=1"), ["SKIPPED_ERRORS", "FILE_NOT_FOUND"]);
  assertEquals(await codes("filter=is_error:1"), ["SKIPPED_ERRORS", "FILE_NOT_FOUND"]);
  assertEquals(await codes("filter=code:STARTED"), ["STARTED"]);
  // "A value of False (returning only non-errors) is not supported" (globus-sdk 4.9.0).
  const others = await asPerson(sandbox).get(`/task/${task.task_id}/event_list?filter_is_error=0`);
  assertEquals(codeOf(others), [400, "BadRequest"]);
});

Deno.test("The task list filters by label and time, and sorts", async () => {
  const clock = { now: Date.parse("2026-03-21T00:00:00Z") };
  await using sandbox = await startSandbox({ now: () => clock.now });
  const me = asPerson(sandbox);
  for (const label of ["run b", "run a", "other"]) {
    await run(sandbox, labToArchive, [item("/cells.csv", "/c.csv")], { label });
    clock.now += 12 * 3600 * 1000;
  }
  await submitDelete(me, await collectionId("archive"), ["/c.csv"]);
  await sandbox.idle();
  const labels = async (query: string) =>
    (await me.get(`/task_list?${query}`)).body.DATA.map((task: { label: string }) => task.label);
  assertEquals(await labels("filter=label:~run*&orderby=label"), ["run a", "run b"]);
  assertEquals(await labels("filter=label:!other/type:TRANSFER"), ["run a", "run b"]);
  assertEquals(await labels("filter=request_time:2026-03-21T06:00:00,2026-03-21T18:00"), ["run a"]);
  assertEquals(await labels("filter=request_time:,2026-03-21T06:00:00"), ["run b"]);
  assertEquals(await labels("filter=type:DELETE"), [null]);
  assertEquals(await labels("orderby=request_time&limit=1"), ["run b"]);
  assertEquals((await me.get("/task_list?orderby=colour")).status, 400);
  assertEquals((await me.get("/task_list?filter=colour:red")).status, 400);
});

Deno.test("A submission id comes in a document of its kind", async () => {
  await using sandbox = await startSandbox();
  const { body } = await asPerson(sandbox).get("/submission_id");
  assertEquals([Object.keys(body).sort(), body.DATA_TYPE], [
    ["DATA_TYPE", "value"],
    "submission_id",
  ]);
});

Deno.test("A submission id is good for the one who asked with it first", async () => {
  await using sandbox = await startSandbox();
  const { body: first } = await submitDelete(
    asPerson(sandbox),
    await collectionId("archive"),
    ["/nothing"],
  );
  await sandbox.idle();
  const stolen = await asColleague(sandbox).post("/delete", {
    DATA_TYPE: "delete",
    submission_id: first.submission_id,
    endpoint: await collectionId("archive"),
    DATA: [{ DATA_TYPE: "delete_item", path: "/nothing" }],
  });
  assertEquals(codeOf(stolen), [400, "BadRequest"]);
  assertEquals(JSON.stringify(stolen.body).includes(first.task_id), false);
});
