import { assert, assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { startSandbox, type TransferMoment } from "../../../../src/sandbox/mod.ts";
import {
  eventCodes,
  folderOf,
  item,
  post,
  run,
  submit,
  temporaryFolder,
  transfer,
  tree,
} from "../../_sandbox.ts";

const labToArchive = ["lab", "archive"] as const;

function sha256(path: string): string {
  return createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
}

Deno.test("A transfer copies a folder with everything in it, byte by byte", async () => {
  await using sandbox = await startSandbox();
  const task = await run(sandbox, labToArchive, [item("/", "/copy/", { recursive: true })]);
  assertEquals(task.status, "SUCCEEDED");
  const from = folderOf(sandbox, "lab");
  const to = `${folderOf(sandbox, "archive")}/copy`;
  const names = await tree(from);
  assertEquals(await tree(to), names);
  for (const name of names.filter((name) => !name.endsWith("/"))) {
    assertEquals(sha256(`${to}/${name}`), sha256(`${from}/${name}`));
  }
});

Deno.test("A transfer counts what it did", async () => {
  await using sandbox = await startSandbox();
  const from = folderOf(sandbox, "lab");
  const files = (await tree(from)).filter((name) => !name.endsWith("/"));
  const bytes = files.reduce((sum, name) => sum + Deno.statSync(`${from}/${name}`).size, 0);
  const task = await run(sandbox, labToArchive, [item("/", "/copy/", { recursive: true })]);
  assertEquals({
    files: task.files,
    files_transferred: task.files_transferred,
    files_skipped: task.files_skipped,
    directories: task.directories,
    bytes_transferred: task.bytes_transferred,
    faults: task.faults,
    subtasks_pending: task.subtasks_pending,
    subtasks_failed: task.subtasks_failed,
  }, {
    files: 4,
    files_transferred: 4,
    files_skipped: 0,
    directories: 3,
    bytes_transferred: bytes,
    faults: 0,
    subtasks_pending: 0,
    subtasks_failed: 0,
  });
  assertEquals(task.subtasks_total, task.subtasks_succeeded);
  assertGreater(task.effective_bytes_per_second, 0);
});

Deno.test("A transfer of one file makes its folders and replaces what was there", async () => {
  await using sandbox = await startSandbox();
  const archive = folderOf(sandbox, "archive");
  await Deno.mkdir(`${archive}/deep`);
  await Deno.writeTextFile(`${archive}/deep/er.csv`, "old");
  const task = await run(sandbox, labToArchive, [
    item("/cells.csv", "/deep/er.csv"),
    item("/~/cells.csv", "/~/new/folder/cells.csv"),
  ]);
  assertEquals([task.status, task.files_transferred], ["SUCCEEDED", 2]);
  const wanted = sha256(`${folderOf(sandbox, "lab")}/cells.csv`);
  assertEquals(sha256(`${archive}/deep/er.csv`), wanted);
  assertEquals(sha256(`${archive}/new/folder/cells.csv`), wanted);
});

Deno.test("A transfer copies empty files, empty folders and names outside ASCII", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/a/leer`, { recursive: true });
  await Deno.mkdir(`${folder.path}/b`);
  await Deno.writeTextFile(`${folder.path}/a/nothing`, "");
  await Deno.writeTextFile(`${folder.path}/a/größe 測定 😀.txt`, "µ");
  await using sandbox = await startSandbox({
    collections: ["a", "b"].map((name) => ({
      name,
      path: `${folder.path}/${name}`,
      writable: true,
    })),
  });
  const task = await run(sandbox, ["a", "b"], [item("/", "/", { recursive: true })]);
  assertEquals(task.status, "SUCCEEDED");
  assertEquals(await tree(`${folder.path}/b`), await tree(`${folder.path}/a`));
  assertEquals(await Deno.readTextFile(`${folder.path}/b/größe 測定 😀.txt`), "µ");
});

Deno.test("A transfer larger than its buffers arrives whole", async () => {
  await using folder = await temporaryFolder();
  const bytes = new Uint8Array(3 * 1024 * 1024 + 17);
  for (let index = 0; index < bytes.length; index += 65_536) {
    crypto.getRandomValues(bytes.subarray(index, Math.min(index + 65_536, bytes.length)));
  }
  await Deno.writeFile(`${folder.path}/big`, bytes);
  await using sandbox = await startSandbox({ root: folder.path });
  const name = sandbox.collections[0]?.name ?? "";
  const task = await run(sandbox, [name, "scratch"], [item("/big", "/big")]);
  assertEquals([task.status, task.bytes_transferred], ["SUCCEEDED", bytes.length]);
  assertEquals(sha256(`${folderOf(sandbox, "scratch")}/big`), sha256(`${folder.path}/big`));
});

Deno.test("A transfer keeps the time of modification where asked", async () => {
  await using sandbox = await startSandbox();
  const time = new Date("2011-05-06T07:08:09Z");
  await Deno.utime(`${folderOf(sandbox, "lab")}/cells.csv`, time, time);
  await run(sandbox, labToArchive, [item("/cells.csv", "/kept.csv")], {
    preserve_timestamp: true,
  });
  await run(sandbox, labToArchive, [item("/cells.csv", "/fresh.csv")]);
  const archive = folderOf(sandbox, "archive");
  assertEquals((await Deno.stat(`${archive}/kept.csv`)).mtime, time);
  assert((await Deno.stat(`${archive}/fresh.csv`)).mtime?.getTime() !== time.getTime());
});

const old = new Date("2020-01-01T00:00:00Z");
const recent = new Date("2021-01-01T00:00:00Z");

/** What each sync level copies, of: missing, other size, newer, older with other bytes, same. */
const levels: [number, string[]][] = [
  [0, ["missing"]],
  [1, ["missing", "size"]],
  [2, ["missing", "newer", "size"]],
  [3, ["bytes", "missing", "size"]],
];

for (const [level, copied] of levels) {
  Deno.test(`Sync level ${level} copies ${copied.join(", ")}`, async () => {
    await using folder = await temporaryFolder();
    const put = async (name: string, text: string, time: Date) => {
      await Deno.writeTextFile(`${folder.path}/${name}`, text);
      await Deno.utime(`${folder.path}/${name}`, time, time);
    };
    await Deno.mkdir(`${folder.path}/a`);
    await Deno.mkdir(`${folder.path}/b`);
    await put("a/missing", "x", old);
    await put("a/size", "longer", old);
    await put("b/size", "short", recent);
    await put("a/newer", "same", recent);
    await put("b/newer", "same", old);
    await put("a/bytes", "abc", old);
    await put("b/bytes", "xyz", recent);
    await put("a/same", "same", old);
    await put("b/same", "same", recent);
    await using sandbox = await startSandbox({
      collections: ["a", "b"].map((name) => ({
        name,
        path: `${folder.path}/${name}`,
        writable: true,
      })),
    });
    const task = await run(sandbox, ["a", "b"], [item("/", "/", { recursive: true })], {
      sync_level: level,
    });
    const { body } = await transfer(sandbox, `/task/${task.task_id}/successful_transfers`);
    const sources = body.DATA.map((pair: { source_path: string }) => pair.source_path.slice(1));
    assertEquals(sources.sort(), copied);
    assertEquals([task.status, task.sync_level], ["SUCCEEDED", level]);
    assertEquals([task.files, task.files_skipped], [5, 5 - copied.length]);
  });
}

Deno.test("A copy that was damaged before its verification is copied again", async () => {
  await using sandbox = await startSandbox();
  sandbox.faults.transfer = async (moment) => {
    if (moment.step === "verify" && moment.attempt === 1) {
      await Deno.writeTextFile(moment.temporaryFile, "damaged");
    }
  };
  const task = await run(sandbox, labToArchive, [item("/cells.csv", "/cells.csv")]);
  assertEquals([task.status, task.faults], ["SUCCEEDED", 1]);
  assertEquals(await eventCodes(sandbox, task.task_id), [
    "STARTED",
    "VERIFY_CHECKSUM",
    "SUCCEEDED",
  ]);
  const lab = folderOf(sandbox, "lab");
  assertEquals(
    sha256(`${folderOf(sandbox, "archive")}/cells.csv`),
    sha256(`${lab}/cells.csv`),
  );
  assertEquals(task.bytes_transferred, (await Deno.stat(`${lab}/cells.csv`)).size);
});

Deno.test("A copy that is damaged every time fails the task and leaves the destination as it was", async () => {
  await using sandbox = await startSandbox();
  const archive = folderOf(sandbox, "archive");
  await Deno.writeTextFile(`${archive}/cells.csv`, "as it was");
  const before = await tree(archive);
  sandbox.faults.transfer = async ({ step, temporaryFile }) => {
    if (step === "verify") await Deno.writeTextFile(temporaryFile, "damaged");
  };
  const task = await run(sandbox, labToArchive, [item("/cells.csv", "/cells.csv")]);
  assertEquals([task.status, task.fatal_error.code], ["FAILED", "VERIFY_CHECKSUM"]);
  assertEquals([task.files_transferred, task.bytes_transferred], [0, 0]);
  assertEquals(await Deno.readTextFile(`${archive}/cells.csv`), "as it was");
  assertEquals(await tree(archive), before);
});

Deno.test("A damaged copy goes unseen where the submission asks for no verification", async () => {
  await using sandbox = await startSandbox();
  sandbox.faults.transfer = async ({ step, temporaryFile }) => {
    if (step === "verify") await Deno.writeTextFile(temporaryFile, "damaged");
  };
  const task = await run(sandbox, labToArchive, [item("/cells.csv", "/cells.csv")], {
    verify_checksum: false,
  });
  assertEquals([task.status, task.verify_checksum], ["SUCCEEDED", false]);
  assertEquals(
    await Deno.readTextFile(`${folderOf(sandbox, "archive")}/cells.csv`),
    "damaged",
  );
});

Deno.test("An item's own checksum is compared with the source", async () => {
  await using sandbox = await startSandbox();
  const right = sha256(`${folderOf(sandbox, "lab")}/cells.csv`);
  const more = { external_checksum: right.toUpperCase(), checksum_algorithm: "SHA256" };
  const good = await run(sandbox, labToArchive, [item("/cells.csv", "/good.csv", more)]);
  const wrong = { external_checksum: "00", checksum_algorithm: "md5" };
  const bad = await run(sandbox, labToArchive, [item("/cells.csv", "/bad.csv", wrong)]);
  assertEquals(good.status, "SUCCEEDED");
  assertEquals([bad.status, bad.fatal_error.code], ["FAILED", "EXTERNAL_CHECKSUM_MISMATCH"]);
  assertEquals((await tree(folderOf(sandbox, "archive"))).includes("bad.csv"), false);
});

Deno.test("A missing source fails the task with a fault that names the file and the collection", async () => {
  await using sandbox = await startSandbox();
  const task = await run(sandbox, labToArchive, [item("/nowhere.txt", "/x.txt")]);
  assertEquals(
    [task.status, task.fatal_error.code, task.faults, task.nice_status, task.is_ok],
    ["FAILED", "FILE_NOT_FOUND", 1, null, null],
  );
  const { body } = await transfer(
    sandbox,
    `/task/${task.task_id}/event_list?filter=is_error:1`,
  );
  assertEquals(body.total, 1);
  assertStringIncludes(body.DATA[0].details, "/nowhere.txt");
  assertStringIncludes(body.DATA[0].details, "lab");
});

Deno.test("Source errors are skipped and listed where the submission says so", async () => {
  await using sandbox = await startSandbox();
  const task = await run(sandbox, labToArchive, [
    item("/nowhere.txt", "/x.txt"),
    item("/cells.csv", "/cells.csv"),
  ], { skip_source_errors: true });
  assertEquals(
    [task.status, task.files_transferred, task.subtasks_skipped_errors],
    ["SUCCEEDED", 1, 2],
  );
  const { body } = await transfer(sandbox, `/task/${task.task_id}/skipped_errors`);
  assertEquals(
    body.DATA.map((error: Record<string, unknown>) => [error.source_path, error.error_code]),
    [["/nowhere.txt", "FILE_NOT_FOUND"]],
  );
});

Deno.test("A fault of the destination is not skipped as a source error", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/a.txt`, "a");
  await using sandbox = await startSandbox({ collections: [{ name: "ro", path: folder.path }] });
  const task = await run(sandbox, ["ro", "ro"], [item("/a.txt", "/b.txt")], {
    skip_source_errors: true,
  });
  assertEquals([task.status, task.fatal_error.code], ["FAILED", "PERMISSION_DENIED"]);
});

Deno.test("A folder is not transferred without recursive, nor a file with it", async () => {
  await using sandbox = await startSandbox();
  const folder = await run(sandbox, labToArchive, [item("/runs", "/runs")]);
  const file = await run(sandbox, labToArchive, [
    item("/cells.csv", "/cells.csv", { recursive: true }),
  ]);
  assertEquals(
    [folder.fatal_error.code, file.fatal_error.code],
    ["IS_A_DIRECTORY", "NOT_A_DIRECTORY"],
  );
});

Deno.test("A file that is sent to a folder's path is refused, as the service does it", async () => {
  await using sandbox = await startSandbox();
  const before = await tree(folderOf(sandbox, "archive"));
  const { status, body } = await submit(sandbox, labToArchive, [item("/cells.csv", "/dest/")]);
  // globus/globus-sdk-python#379, word for word.
  assertEquals([status, body.code, body.message], [
    400,
    "ClientError.BadRequest",
    "The recursive option should be used when transfering directories",
  ]);
  assertEquals(await tree(folderOf(sandbox, "archive")), before);
});

Deno.test("A folder is not copied into itself, nor a file onto itself", async () => {
  await using sandbox = await startSandbox();
  const before = await tree(folderOf(sandbox, "lab"));
  for (const to of ["/runs/", "/runs/again/"]) {
    const task = await run(sandbox, ["lab", "lab"], [item("/runs/", to, { recursive: true })]);
    assertEquals([to, task.status], [to, "FAILED"]);
  }
  const task = await run(sandbox, ["lab", "lab"], [item("/cells.csv", "/cells.csv")]);
  assertEquals(task.status, "FAILED");
  assertEquals(await tree(folderOf(sandbox, "lab")), before);
});

Deno.test("Filter rules leave names out, the first rule that matches deciding", async () => {
  await using sandbox = await startSandbox();
  const rule = (method: string, name: string, type?: string) => ({
    DATA_TYPE: "filter_rule",
    method,
    name,
    ...type && { type },
  });
  const task = await run(sandbox, labToArchive, [item("/", "/some/", { recursive: true })], {
    filter_rules: [
      rule("include", "log.*"),
      rule("exclude", "*.txt", "file"),
      rule("exclude", "*.bin"),
    ],
  });
  assertEquals(task.status, "SUCCEEDED");
  assertEquals(await tree(`${folderOf(sandbox, "archive")}/some`), [
    "cells.csv",
    "runs/",
    "runs/2026-03-21/",
    "runs/2026-03-21/log.txt",
  ]);
});

Deno.test("A submission sent twice makes one task", async () => {
  await using sandbox = await startSandbox();
  const id = (await transfer(sandbox, "/submission_id")).body.value;
  const send = () =>
    submit(sandbox, labToArchive, [item("/cells.csv", "/cells.csv")], { submission_id: id });
  const first = await send();
  const second = await send();
  assertEquals([first.body.code, second.body.code], ["Accepted", "Duplicate"]);
  assertEquals(second.body.task_id, first.body.task_id);
  await sandbox.idle();
  assertEquals((await transfer(sandbox, "/task_list")).body.total, 1);
});

Deno.test("Two sendings of one submission at the same time make one task", async () => {
  await using sandbox = await startSandbox();
  const id = (await transfer(sandbox, "/submission_id")).body.value;
  const replies = await Promise.all(
    Array.from(
      { length: 5 },
      () => submit(sandbox, labToArchive, [item("/cells.csv", "/c.csv")], { submission_id: id }),
    ),
  );
  assertEquals(new Set(replies.map((reply) => reply.body.task_id)).size, 1);
  assertEquals(replies.filter((reply) => reply.body.code === "Accepted").length, 1);
  await sandbox.idle();
});

const wrong: [string, Record<string, unknown>, string, string][] = [
  ["no items", { DATA: [] }, "ClientError.BadRequest.NoTransferItems", "at least one item"],
  ["no submission id", { submission_id: null }, "BadRequest", "submission_id"],
  [
    "an invented submission id",
    { submission_id: "00000000-0000-0000-34af-1252da510f05" },
    "BadRequest",
    "submission_id",
  ],
  ["an unknown collection", { source_endpoint: "nobody" }, "EndpointNotFound", "nobody"],
  ["a label too long", { label: "x".repeat(129) }, "BadRequest", "label"],
  ["a label with a line break", { label: "a\nb" }, "BadRequest", "label"],
  ["a sync level out of range", { sync_level: 4 }, "BadRequest", "sync_level"],
  ["a sync level by name", { sync_level: "size" }, "BadRequest", "sync_level"],
  ["a deadline in the past", { deadline: "2001-01-01 00:00:00" }, "BadRequest", "deadline"],
  ["another DATA_TYPE", { DATA_TYPE: "delete" }, "BadRequest", "DATA_TYPE"],
  ["an item without a source", { DATA: [{ DATA_TYPE: "transfer_item" }] }, "BadRequest", "source"],
  [
    // "Cannot be used with directories" (globus-sdk 4.9.0).
    "a checksum of a folder",
    { DATA: [item("/runs/", "/runs/", { recursive: true, external_checksum: "00" })] },
    "BadRequest",
    "external_checksum",
  ],
  ["a wish it cannot grant", { recursive_symlinks: "copy" }, "BadRequest", "recursive_symlinks"],
];

for (const [what, more, code, word] of wrong) {
  Deno.test(`A submission with ${what} is refused and makes no task`, async () => {
    await using sandbox = await startSandbox();
    const reply = await submit(sandbox, labToArchive, [item("/cells.csv", "/c.csv")], more);
    assertEquals([reply.status >= 400 && reply.status < 500, reply.body.code], [true, code]);
    assertStringIncludes(reply.body.message, word);
    assertEquals(Object.keys(reply.body).sort(), ["code", "message", "request_id", "resource"]);
    assertEquals((await transfer(sandbox, "/task_list")).body.total, 0);
  });
}

Deno.test("A body that is empty, not JSON or not an object is refused", async () => {
  await using sandbox = await startSandbox();
  for (const body of ["", "{", "[]", "null"]) {
    const reply = await transfer(sandbox, "/transfer", { method: "POST", body });
    assertEquals([body, reply.status, reply.body.code], [body, 400, "BadRequest"]);
  }
});

Deno.test("A body beyond the limit is refused with 413", async () => {
  await using sandbox = await startSandbox();
  const id = sandbox.collections[0]?.id;
  const reply = await post(sandbox, `/operation/endpoint/${id}/mkdir`, {
    DATA_TYPE: "mkdir",
    path: "/" + "x".repeat(1024 * 1024),
  });
  assertEquals(reply.status, 413);
});

Deno.test("Canceling a running task stops it, removes the half-made copy and says so", async () => {
  await using sandbox = await startSandbox();
  const archive = folderOf(sandbox, "archive");
  const before = await tree(archive);
  const reached = Promise.withResolvers<TransferMoment>();
  sandbox.faults.transfer = (moment) => {
    if (moment.step !== "verify") return;
    reached.resolve(moment);
    return new Promise(() => {});
  };
  const { body } = await submit(sandbox, labToArchive, [item("/cells.csv", "/c.csv")]);
  const moment = await reached.promise;
  assertEquals((await Deno.stat(moment.temporaryFile)).isFile, true);
  const active = (await transfer(sandbox, `/task/${body.task_id}`)).body;
  assertEquals(
    [active.status, active.is_ok, active.nice_status, active.completion_time],
    ["ACTIVE", true, "OK", null],
  );
  const reply = await transfer(sandbox, `/task/${body.task_id}/cancel`, { method: "POST" });
  assertEquals(reply.body.code, "Canceled");
  const task = (await transfer(sandbox, `/task/${body.task_id}`)).body;
  assertEquals(
    [task.status, task.fatal_error.code, task.files_transferred, task.subtasks_canceled],
    ["FAILED", "CANCELED", 0, 2],
  );
  assertEquals(await tree(archive), before);
  const again = await transfer(sandbox, `/task/${body.task_id}/cancel`, { method: "POST" });
  assertEquals(again.body.code, "TaskComplete");
});

Deno.test("A fourth task waits its turn, and can be canceled while it waits", async () => {
  await using sandbox = await startSandbox();
  const gate = Promise.withResolvers<void>();
  sandbox.faults.transfer = () => gate.promise;
  const ids: string[] = [];
  for (let index = 0; index < 5; index++) {
    const { body } = await submit(sandbox, labToArchive, [item("/cells.csv", `/${index}.csv`)]);
    ids.push(body.task_id);
  }
  const statuses = async () => {
    const { body } = await transfer(sandbox, "/task_list");
    return body.DATA.map((task: { nice_status: string }) => task.nice_status).reverse();
  };
  assertEquals(await statuses(), ["OK", "OK", "OK", "Queued", "Queued"]);
  const reply = await transfer(sandbox, `/task/${ids[3]}/cancel`, { method: "POST" });
  assertEquals(reply.body.code, "Canceled");
  gate.resolve();
  await sandbox.idle();
  const { body } = await transfer(sandbox, "/task_list?filter=status:SUCCEEDED");
  assertEquals(body.total, 4);
});

Deno.test("A transfer that keeps retrying stays ACTIVE with faults, and expires at its deadline", async () => {
  let now = Date.UTC(2026, 0, 1);
  await using sandbox = await startSandbox({ keepRetrying: true, now: () => now });
  const { body } = await submit(sandbox, labToArchive, [item("/nowhere.txt", "/x.txt")], {
    deadline: "2026-01-01 01:00:00",
  });
  let task = (await transfer(sandbox, `/task/${body.task_id}`)).body;
  while (task.faults < 2) task = (await transfer(sandbox, `/task/${body.task_id}`)).body;
  assertEquals(
    [task.status, task.is_ok, task.nice_status],
    ["ACTIVE", false, "FILE_NOT_FOUND"],
  );
  now += 3_600_000;
  await sandbox.idle();
  task = (await transfer(sandbox, `/task/${body.task_id}`)).body;
  assertEquals([task.status, task.fatal_error.code], ["FAILED", "EXPIRED"]);
  assertEquals((await eventCodes(sandbox, body.task_id)).at(-1), "EXPIRED");
});

Deno.test("A transfer that keeps retrying succeeds once the file is there", async () => {
  await using sandbox = await startSandbox({ keepRetrying: true });
  const { body } = await submit(sandbox, labToArchive, [item("/late.txt", "/late.txt")]);
  const status = async () => (await transfer(sandbox, `/task/${body.task_id}`)).body;
  while ((await status()).faults === 0);
  await Deno.writeTextFile(`${folderOf(sandbox, "lab")}/late.txt`, "here now");
  await sandbox.idle();
  assertEquals((await status()).status, "SUCCEEDED");
  assertEquals(
    await Deno.readTextFile(`${folderOf(sandbox, "archive")}/late.txt`),
    "here now",
  );
});

Deno.test("Closing a sandbox stops its transfers and leaves no half-made copy behind", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/to`);
  await Deno.writeTextFile(`${folder.path}/a.txt`, "a");
  const sandbox = await startSandbox({
    collections: [
      { name: "from", path: folder.path },
      { name: "to", path: `${folder.path}/to`, writable: true },
    ],
  });
  const reached = Promise.withResolvers<void>();
  sandbox.faults.transfer = ({ step }) => {
    if (step !== "verify") return;
    reached.resolve();
    return new Promise(() => {});
  };
  await submit(sandbox, ["from", "to"], [item("/a.txt", "/a.txt")]);
  await reached.promise;
  await sandbox.close();
  assertEquals(await tree(`${folder.path}/to`), []);
});
