import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { accessTokenAuthorizer } from "../../src/http/access_token_authorizer.ts";
import { type Ferry, ferry, type FerryState } from "../../src/ferry/mod.ts";
import { transferClient } from "../../src/globus/transfer/client.ts";
import { deleteData } from "../../src/globus/transfer/submit/delete_data.ts";
import { transferData } from "../../src/globus/transfer/submit/transfer_data.ts";
import type { TransferClient } from "../../src/globus/transfer/client.ts";
import { restore as restoreTapis } from "../../src/tapis/v3/restore.ts";
import { jupyterDisplay, progress } from "../../src/notebook/mod.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/mod.ts";
import { recorder } from "./_recorder.ts";

const quickly = { pollingInterval: 0.02 };

async function submitted(
  sandbox: Sandbox,
  label: string | undefined,
  path = "/",
): Promise<{ transfer: TransferClient; id: string }> {
  const transfer = transferClient({
    authorizer: accessTokenAuthorizer(sandbox.tokens.globusTransfer),
    baseUrl: sandbox.url,
  });
  const [lab, archive] = sandbox.collections;
  const options = label === undefined ? {} : { label };
  const data = transferData(lab?.id ?? "", archive?.id ?? "", options);
  data.addItem(path, "/copy/", { recursive: true });
  const { task_id: id } = await transfer.submitTransfer(data);
  return { transfer, id };
}

Deno.test("progress() follows a Globus task in one display, to 100 %", async () => {
  await using sandbox = await startSandbox();
  const { transfer, id } = await submitted(sandbox, "run <7>");
  const { shown, display } = recorder();
  const outcome = await progress(transfer.watchTask(id, quickly), { display });
  assertEquals([outcome.reason, outcome.task.status], ["succeeded", "SUCCEEDED"]);
  assertEquals(new Set(shown.map(({ id }) => id)).size, 1);
  const updates = shown.map(({ update }) => update);
  assertEquals([updates.indexOf(false), updates.lastIndexOf(false)], [0, 0]);
  assert(updates.length > 1);
  assertMatch(shown.at(-1)?.bundle["text/plain"] ?? "", /^run <7> 100 % 4 of 4 files, 215\.0 kB/);
  assertMatch(shown.at(-1)?.bundle["text/html"] ?? "", /<b>run &lt;7&gt;<\/b>.*>100 %</);
});

Deno.test("progress() returns how it ended; a cell shows that in a word beside the bar, the console all of it", async () => {
  await using sandbox = await startSandbox();
  const { transfer, id } = await submitted(sandbox, "run 7");
  const { display } = recorder();
  const outcome = await progress(transfer.watchTask(id, quickly), { display });
  assertEquals(outcome[jupyterDisplay](), { "text/plain": "succeeded" });
  assertMatch(Deno.inspect(outcome), /task: \{.*faults: \[\]/s);
  assertEquals(Object.keys(outcome).sort(), ["faults", "reason", "task"]);
});

Deno.test("progress() follows a delete to 100 %, too", async () => {
  await using sandbox = await startSandbox();
  const { transfer } = await submitted(sandbox, "run 7");
  await sandbox.idle();
  const data = deleteData(sandbox.collections[1]?.id ?? "", { recursive: true, label: "tidy up" });
  data.addItem("/copy/");
  const { task_id } = await transfer.submitDelete(data);
  const { shown, display } = recorder();
  await progress(transfer.watchTask(task_id, quickly), { display });
  assertMatch(
    shown.at(-1)?.bundle["text/plain"] ?? "",
    /^tidy up 100 % (\d+) of \1 files, deleted$/,
  );
  // Nothing is deleted that is still to be.
  const before = shown.slice(0, -1).map(({ bundle }) => bundle["text/plain"]);
  assertEquals(
    before.filter((text) => / [1-9]\d* of|100 %/.test(text) !== /, deleted$/.test(text)),
    [],
  );
});

Deno.test("progress() says why a task failed", async () => {
  await using sandbox = await startSandbox();
  const { transfer, id } = await submitted(sandbox, undefined, "/nothing/");
  const { shown, display } = recorder();
  const outcome = await progress(transfer.watchTask(id, quickly), { display });
  assertEquals(outcome.reason, "failed");
  const last = shown.at(-1)?.bundle["text/plain"] ?? "";
  assertEquals(last.startsWith(`Task ${id}`), true);
  assert(last.endsWith(outcome.task.fatal_error?.description ?? "no reason"), last);
  assertMatch(last, / 0 % failed: /);
});

Deno.test("progress() does not call a task done that has not looked at its folders yet", async () => {
  await using sandbox = await startSandbox();
  const { transfer, id } = await submitted(sandbox, "run 7");
  const watch = transfer.watchTask(id, quickly);
  const before = async function* () {
    for await (const state of watch) {
      const queued = { ...state.task, status: "ACTIVE" as const, files: 0, files_transferred: 0 };
      yield { ...state, task: queued };
    }
  };
  const { shown, display } = recorder();
  const looks = before();
  await progress({ [Symbol.asyncIterator]: () => looks, done: watch.done }, { display });
  assertMatch(shown[0]?.bundle["text/plain"] ?? "", /^run 7 0 of 0 files/);
});

Deno.test("progress() follows a transfer of Tapis v3", async () => {
  await using sandbox = await startSandbox();
  const { username, password } = sandbox.tokens.tapis;
  const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
  const tapis = await restoreTapis({ env });
  const { uuid } = await tapis.createTransferTask([
    { sourceURI: "tapis://lab/README.txt", destinationURI: "tapis://archive/about.txt" },
  ], { tag: "the words" });
  const { shown, display } = recorder();
  const task = await progress(tapis.watchTransfer(uuid, quickly), { display });
  assertEquals(task.status, "COMPLETED");
  assertMatch(shown.at(-1)?.bundle["text/plain"] ?? "", /^the words 100 % 1 of 1 file, \d+ B/);
});

Deno.test("progress() throws what the watching throws", async () => {
  await using sandbox = await startSandbox();
  const { transfer } = await submitted(sandbox, "run 7");
  const none = transfer.watchTask(crypto.randomUUID(), quickly);
  await assertRejects(() => progress(none), Error, "404");
});

const endings = [
  ["cancelled", "cancelled"],
  ["inactive", "waits for you, see https://app.globus.org/activity"],
  ["timed out", "no longer watched, it goes on"],
] as const;
for (const [reason, words] of endings) {
  Deno.test(`progress() says of a task that ended ${reason} what that means`, async () => {
    await using sandbox = await startSandbox();
    const { transfer, id } = await submitted(sandbox, "run 7");
    const watch = transfer.watchTask(id, quickly);
    const { shown, display } = recorder();
    const done = watch.done.then((outcome) => ({ ...outcome, reason }));
    await progress({ [Symbol.asyncIterator]: () => watch[Symbol.asyncIterator](), done }, {
      display,
    });
    const last = shown.at(-1)?.bundle["text/plain"] ?? "";
    assert(last.endsWith(`: ${words}`), last);
  });
}

Deno.test("progress() follows a copy between any two places, to what came of it", async () => {
  await using sandbox = await startSandbox();
  const { username, password } = sandbox.tokens.tapis;
  const tapis = { baseUrl: sandbox.url, username, password, env: {} };
  const { shown, display } = recorder();
  const copy = ferry("tapis:lab:/runs", "tapis:archive:/runs", { recursive: true, tapis });
  const outcome = await progress(copy, { display, label: "run 7" });
  assertEquals([outcome.copied, outcome.failed, outcome.route], [2, 0, "tapis transfer"]);
  assertEquals(new Set(shown.map(({ id }) => id)).size, 1);
  const line = shown.at(-1)?.bundle["text/plain"] ?? "";
  assertMatch(line, /^run 7 100 % 2 files copied \([\d.]+ kB\), 0 skipped, 0 failed/);
  const words = { "text/plain": line.replace("run 7 100 % ", "") };
  assertEquals(outcome[jupyterDisplay](), words);
});

/** A copy whose looks are given. */
function copyOf(looks: readonly Partial<FerryState>[], done: Ferry["done"]): Ferry {
  const empty = { files: 0, filesDone: 0, bytes: 0, bytesTransferred: 0, bytesPerSecond: 0 };
  const states = looks.map((look) => ({ ...empty, ...look } as FerryState));
  const looksOf = async function* () {
    yield* await Promise.resolve(states);
  };
  return { [Symbol.asyncIterator]: looksOf, done, stop: () => {} };
}

async function oneFileCopied(): Promise<Awaited<Ferry["done"]>> {
  await using sandbox = await startSandbox();
  const { username, password } = sandbox.tokens.tapis;
  const tapis = { baseUrl: sandbox.url, username, password, env: {} };
  return await ferry("tapis:lab:/README.txt", "tapis:archive:/about.txt", { tapis }).done;
}

Deno.test("progress() is at 100 % after a copy, though its last look was before its last file", async () => {
  const { shown, display } = recorder();
  const looks = [{ files: 1, bytes: 182 }];
  await progress(copyOf(looks, Promise.resolve(await oneFileCopied())), { display });
  const texts = shown.map(({ bundle }) => bundle["text/plain"]);
  assertEquals(texts[0], "Copy 0 % 0 of 1 file, 0 B of 182 B");
  assertMatch(texts.at(-1) ?? "", /^Copy 100 % 1 file copied \(182 B\)/);
});

Deno.test("progress() does not call a copy done that has found no file yet", async () => {
  const { shown, display } = recorder();
  const looks = [{}, { files: 60, filesDone: 60 }];
  await progress(copyOf(looks, Promise.resolve(await oneFileCopied())), { display });
  const texts = shown.map(({ bundle }) => bundle["text/plain"]);
  assertEquals(texts.slice(0, 2), ["Copy 0 of 0 files", "Copy 99 % 60 of 60 files"]);
});

Deno.test("progress() refuses a list that is not a watch, and a watch that has ended", async () => {
  await using sandbox = await startSandbox();
  const { transfer } = await submitted(sandbox, "run 7");
  const { shown, display } = recorder();
  const lists: readonly unknown[] = [transfer.taskList(), ReadableStream.from([5]), "a task's id"];
  for (const list of lists) {
    const words =
      "watch must be a watch of a task, as watchTask() gives it, or a copy, as ferry() does";
    await assertRejects(() => progress(list as never, { display }), TypeError, words);
  }
  assertEquals(shown, []);
  const ended = ReadableStream.from([]);
  await assertRejects(() => progress(ended as never), TypeError, "the watch had ended already");
});

Deno.test("progress() stops its bar where the watching breaks off", async () => {
  await using sandbox = await startSandbox();
  const { transfer, id } = await submitted(sandbox, "run 7");
  const { shown, display } = recorder();
  const broken = async function* () {
    for await (const look of transfer.watchTask(id, quickly)) {
      yield look;
      throw new Error("no answer");
    }
  };
  await assertRejects(() => progress(broken() as never, { display }), Error, "no answer");
  assertMatch(shown.at(-1)?.bundle["text/plain"] ?? "", /: no longer watched$/);
});

Deno.test("progress() says why a transfer of Tapis failed, and nothing of what is not known yet", async () => {
  const unknown = { completeTransfers: null, totalTransfers: null, estimatedTotalBytes: null };
  const known = { completeTransfers: 1, totalTransfers: 3, estimatedTotalBytes: 100 };
  const looks = [
    { task: { uuid: "u", tag: "run 7", status: "ACCEPTED", ...unknown }, bytesTransferred: 0 },
    { task: { uuid: "u", tag: "run 7", status: "IN_PROGRESS", ...unknown }, bytesTransferred: 5 },
    {
      task: { uuid: "u", tag: "run 7", status: "FAILED", ...known, errorMessage: "disk\nfull" },
      bytesTransferred: 50,
    },
  ].map((look) => ({ ...look, bytesPerSecond: 0 }));
  const { shown, display } = recorder();
  await progress(ReadableStream.from(looks) as never, { display });
  assertEquals(shown.map(({ bundle }) => bundle["text/plain"]), [
    "run 7 0 B, accepted",
    "run 7 5 B",
    "run 7 50 % failed: 1 of 3 files, 50 B: disk\\x0afull",
    "run 7 50 % failed: 1 of 3 files, 50 B: disk\\x0afull",
  ]);
});
