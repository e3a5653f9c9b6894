import { assertEquals, assertStringIncludes } from "@std/assert";
import { collectionId, startSandbox } from "../../../../src/sandbox/mod.ts";
import { eventCodes, folderOf, item, run, temporaryFolder, tree } from "../../_sandbox.ts";
import { asPerson, codeOf, submitDelete } from "../_transfer.ts";

/** The keys of a delete's task document in globus-cli's fixture (Apache-2.0), less its "key". */
const deleteKeys = [
  ...["DATA_TYPE", "bytes_checksummed", "bytes_transferred", "canceled_by_admin"],
  ...["canceled_by_admin_message", "command", "completion_time", "deadline"],
  ...["delete_destination_extra", "destination_endpoint", "destination_endpoint_display_name"],
  ...["destination_endpoint_id", "directories", "effective_bytes_per_second", "encrypt_data"],
  ...["fatal_error", "faults", "files", "files_skipped", "files_transferred", "history_deleted"],
  ...["is_ok", "is_paused", "label", "nice_status", "nice_status_details"],
  ...["nice_status_expires_in", "nice_status_short_description", "owner_id"],
  ...["preserve_timestamp", "recursive_symlinks", "request_time", "source_endpoint"],
  ...["source_endpoint_display_name", "source_endpoint_id", "status", "subtasks_canceled"],
  ...["subtasks_expired", "subtasks_failed", "subtasks_pending", "subtasks_retrying"],
  ...["subtasks_succeeded", "subtasks_total", "symlinks", "sync_level", "task_id", "type"],
  ...["username", "verify_checksum"],
];

/** A writable collection "c" of a new folder, and deletes on it. */
async function setting() {
  const folder = await temporaryFolder();
  const inside = `${folder.path}/served`;
  await Deno.mkdir(inside);
  const sandbox = await startSandbox({
    collections: [{ name: "c", path: inside, writable: true }],
  });
  const me = asPerson(sandbox);
  const id = await collectionId("c");
  return {
    sandbox,
    me,
    id,
    inside,
    folder: folder.path,
    /** Deletes, waits for the end, and gives the task document. */
    async delete(paths: readonly string[], more: Record<string, unknown> = {}) {
      const { body } = await submitDelete(me, id, paths, more);
      await sandbox.idle();
      return (await me.get(`/task/${body.task_id}`)).body;
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test("A delete removes a file and is told as the real service tells it", async () => {
  await using at = await setting();
  await Deno.writeTextFile(`${at.inside}/a`, "a");
  await Deno.writeTextFile(`${at.inside}/b`, "b");
  const { status, body } = await submitDelete(at.me, at.id, ["/a"], { label: "tidy" });
  await at.sandbox.idle();
  assertEquals([status, body.DATA_TYPE, body.code], [200, "delete_result", "Accepted"]);
  assertEquals(
    body.message,
    "The delete has been accepted and a task has been created and queued for execution",
  );
  const task = (await at.me.get(`/task/${body.task_id}`)).body;
  assertEquals(deleteKeys.filter((key) => !(key in task)), []);
  assertEquals(
    [task.status, task.type, task.label, task.files, task.subtasks_succeeded],
    ["SUCCEEDED", "DELETE", "tidy", 1, 1],
  );
  assertEquals([task.destination_endpoint_id, task.recursive_symlinks], [null, null]);
  assertEquals(task.source_endpoint_id, at.id);
  assertEquals(await tree(at.inside), ["b"]);
  assertEquals(await eventCodes(at.sandbox, body.task_id), ["STARTED", "SUCCEEDED"]);
});

Deno.test("A delete of a folder takes recursive, and then everything in it", async () => {
  await using at = await setting();
  await Deno.mkdir(`${at.inside}/d/deep/er`, { recursive: true });
  await Deno.writeTextFile(`${at.inside}/d/deep/er/x`, "x");
  await Deno.writeTextFile(`${at.inside}/d/y`, "y");
  const refused = await at.delete(["/d/"]);
  assertEquals([refused.status, refused.fatal_error.code], ["FAILED", "IS_A_DIRECTORY"]);
  assertEquals((await tree(at.inside)).length, 5);
  const task = await at.delete(["/d/"], { recursive: true });
  assertEquals([task.status, task.files, task.directories], ["SUCCEEDED", 2, 3]);
  assertEquals(await tree(at.inside), []);
});

Deno.test("A delete of what is not there fails, unless it is told to ignore that", async () => {
  await using at = await setting();
  const failed = await at.delete(["/no-such-file"]);
  assertEquals(
    [failed.status, failed.fatal_error.code, failed.faults, failed.subtasks_failed],
    ["FAILED", "FILE_NOT_FOUND", 1, 1],
  );
  const task = await at.delete(["/no-such-file", "/nor/here"], { ignore_missing: true });
  assertEquals([task.status, task.subtasks_succeeded], ["SUCCEEDED", 2]);
});

Deno.test("A delete reads a star as a name, unless it is told that it stands for many", async () => {
  await using at = await setting();
  for (const name of ["a.tmp", "b.tmp", "c.txt", ".hidden.tmp", "*.tmp"]) {
    await Deno.writeTextFile(`${at.inside}/${name}`, name);
  }
  await at.delete(["/*.tmp"]);
  assertEquals(await tree(at.inside), [".hidden.tmp", "a.tmp", "b.tmp", "c.txt"]);
  const task = await at.delete(["/[ab].tmp"], { interpret_globs: true });
  assertEquals([task.status, task.files, task.directories], ["SUCCEEDED", 2, 0]);
  assertEquals(await tree(at.inside), [".hidden.tmp", "c.txt"]);

  for (const name of ["one", "two"]) await Deno.mkdir(`${at.inside}/folder-${name}`);
  await Deno.writeTextFile(`${at.inside}/folder-one/file`, "");
  const wishes = { interpret_globs: true, recursive: true };
  const { files, directories } = await at.delete(["/folder-*"], wishes);
  assertEquals([files, directories], [1, 2]);
});

Deno.test("A delete removes links, never what they lead to, and nothing outside", async () => {
  await using at = await setting();
  await Deno.mkdir(`${at.folder}/secret`);
  await Deno.writeTextFile(`${at.folder}/secret/s`, "s");
  await Deno.mkdir(`${at.inside}/d`);
  await Deno.symlink(`${at.folder}/secret`, `${at.inside}/d/out`);
  await Deno.symlink(`${at.folder}/secret`, `${at.inside}/out`);
  for (const path of ["/out/s", "/../secret/s", "/d/out/s"]) {
    const task = await at.delete([path], { recursive: true });
    assertEquals([path, task.fatal_error?.code], [path, "PERMISSION_DENIED"]);
  }
  assertEquals((await at.delete(["/d"], { recursive: true })).status, "SUCCEEDED");
  assertEquals((await at.delete(["/out/"], { recursive: true })).status, "SUCCEEDED");
  assertEquals(await tree(at.folder), ["secret/", "secret/s", "served/"]);
});

Deno.test("A delete never removes the collection's own folder", async () => {
  await using at = await setting();
  await Deno.writeTextFile(`${at.inside}/a`, "a");
  for (const path of ["/", "/~/", "~", "."]) {
    const task = await at.delete([path], { recursive: true });
    assertEquals([path, task.status], [path, "FAILED"]);
  }
  assertEquals(await tree(at.inside), ["a"]);
});

Deno.test("A delete on a read-only collection removes nothing", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/a.txt`, "a");
  await using sandbox = await startSandbox({ collections: [{ name: "c", path: folder.path }] });
  const me = asPerson(sandbox);
  const { body } = await submitDelete(me, await collectionId("c"), ["/a.txt"]);
  await sandbox.idle();
  const task = (await me.get(`/task/${body.task_id}`)).body;
  assertEquals([task.status, task.fatal_error.code], ["FAILED", "PERMISSION_DENIED"]);
  assertEquals(await tree(folder.path), ["a.txt"]);
});

Deno.test("A delete sent twice makes one task, and says so", async () => {
  await using at = await setting();
  await Deno.writeTextFile(`${at.inside}/a`, "a");
  const { body: id } = await at.me.get("/submission_id");
  const document = {
    DATA_TYPE: "delete",
    submission_id: id.value,
    endpoint: at.id,
    DATA: [{ DATA_TYPE: "delete_item", path: "/a" }],
  };
  const first = await at.me.post("/delete", document);
  await at.sandbox.idle();
  await Deno.writeTextFile(`${at.inside}/a`, "again");
  const second = await at.me.post("/delete", document);
  await at.sandbox.idle();
  assertEquals([first.body.code, second.body.code], ["Accepted", "Duplicate"]);
  assertEquals(second.body.task_id, first.body.task_id);
  assertEquals(await tree(at.inside), ["a"]);
});

Deno.test("A delete with something wrong in it is refused and makes no task", async () => {
  await using at = await setting();
  const wrong: [Record<string, unknown>, string][] = [
    [{ DATA: [] }, "item"],
    [{ DATA: [{ DATA_TYPE: "transfer_item", path: "/a" }] }, "delete_item"],
    [{ recursive: "yes" }, "recursive"],
    [{ label: " x" }, "label"],
    [{ DATA_TYPE: "transfer" }, "DATA_TYPE"],
  ];
  for (const [more, word] of wrong) {
    const { status, body } = await submitDelete(at.me, at.id, ["/a"], more);
    assertEquals([word, status], [word, 400]);
    assertStringIncludes(body.message, word);
  }
  assertEquals((await at.me.get("/task_list")).body.total, 0);
});

Deno.test("Three deletes run at once beside three transfers; a fourth of each waits", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const id = await collectionId("archive");
  const gate = Promise.withResolvers<void>();
  sandbox.faults.transfer = () => gate.promise;
  const started: unknown[] = [];
  for (let index = 0; index < 4; index++) {
    started.push((await submitDelete(me, id, ["/README.txt"], { ignore_missing: true })).status);
    const { body } = await me.get("/submission_id");
    started.push(
      (await me.post("/transfer", {
        DATA_TYPE: "transfer",
        submission_id: body.value,
        source_endpoint: await collectionId("lab"),
        destination_endpoint: id,
        DATA: [item("/cells.csv", `/${index}`)],
      })).status,
    );
  }
  const { body } = await me.get("/task_list");
  const queued = body.DATA.filter((task: { nice_status: string }) => task.nice_status === "Queued");
  assertEquals(
    queued.map((task: { type: string }) => task.type).sort(),
    ["DELETE", "TRANSFER"],
  );
  gate.resolve();
  await sandbox.idle();
  assertEquals(started, Array(8).fill(200));
  assertEquals((await me.get("/task_list?filter=status:SUCCEEDED")).body.total, 8);
});

Deno.test("Cancelling a delete stops it where it is", async () => {
  await using at = await setting();
  await Deno.writeTextFile(`${at.inside}/a`, "a");
  const reached = Promise.withResolvers<void>();
  at.sandbox.faults.transfer = ({ step }) => {
    if (step === "delete") reached.resolve();
    return new Promise(() => {});
  };
  const { body } = await submitDelete(at.me, at.id, ["/a"]);
  await reached.promise;
  assertEquals(codeOf(await at.me.post(`/task/${body.task_id}/cancel`)), [200, "Canceled"]);
  const task = (await at.me.get(`/task/${body.task_id}`)).body;
  assertEquals([task.status, task.fatal_error.code], ["FAILED", "CANCELED"]);
  assertEquals(await tree(at.inside), ["a"]);
});

Deno.test("delete_destination_extra removes from the copied folders what their sources have not", async () => {
  await using sandbox = await startSandbox();
  const archive = folderOf(sandbox, "archive");
  await Deno.mkdir(`${archive}/copy/2026-03-21/extra`, { recursive: true });
  await Deno.writeTextFile(`${archive}/copy/2026-03-21/extra/x`, "x");
  await Deno.writeTextFile(`${archive}/copy/old.txt`, "old");
  await Deno.writeTextFile(`${archive}/copy/kept.tmp`, "kept");
  await Deno.symlink(archive, `${archive}/copy/link`);
  const task = await run(sandbox, ["lab", "archive"], [
    item("/runs/", "/copy/", { recursive: true }),
  ], {
    delete_destination_extra: true,
    filter_rules: [{ DATA_TYPE: "filter_rule", method: "exclude", name: "*.tmp" }],
  });
  assertEquals([task.status, task.delete_destination_extra], ["SUCCEEDED", true]);
  assertEquals(await tree(`${archive}/copy`), [
    "2026-03-21/",
    "2026-03-21/log.txt",
    "2026-03-21/trace.bin",
    "kept.tmp",
  ]);
  assertEquals((await tree(archive)).includes("README.txt"), true);
});

Deno.test("delete_destination_extra removes nothing where the transfer fails", async () => {
  await using sandbox = await startSandbox();
  const archive = folderOf(sandbox, "archive");
  await Deno.mkdir(`${archive}/copy`);
  await Deno.writeTextFile(`${archive}/copy/extra`, "x");
  const task = await run(sandbox, ["lab", "archive"], [
    item("/runs/", "/copy/", { recursive: true }),
    item("/nothing", "/nothing"),
  ], { delete_destination_extra: true });
  assertEquals(task.status, "FAILED");
  assertEquals((await tree(`${archive}/copy`)).includes("extra"), true);
});

// "unless they are escaped with a preceding backslash" (globus-sdk 4.9.0, `DeleteData`).
Deno.test("A star after a backslash is a star, where patterns are read", async () => {
  await using at = await setting();
  for (const name of ["a*b", "axb", "[1]", "1"]) {
    await Deno.writeTextFile(`${at.inside}/${name}`, "");
  }
  const task = await at.delete(["/a\\*b", "/\\[1\\]"], { interpret_globs: true });
  assertEquals([task.status, await tree(at.inside)], ["SUCCEEDED", ["1", "axb"]]);
});
