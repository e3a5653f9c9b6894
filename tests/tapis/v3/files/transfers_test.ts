import { assert, assertEquals, assertRejects } from "@std/assert";
import { ApiError, NetworkError } from "../../../../src/http/reply/errors.ts";
import type { Sandbox } from "../../../../src/sandbox/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { v3 } from "../../../../src/tapis/mod.ts";
import { startRawServer } from "../../../helpers/servers/raw_server.ts";
import { fileNames } from "../../../helpers/temporary_folder.ts";
import { loggedIn, madeUpJwt } from "../_v3.ts";

const soon = { pollingInterval: 0.02 };

function folderOf(sandbox: Sandbox, name: string): string {
  return sandbox.collections.find((collection) => collection.name === name)?.path ?? "";
}

function element(from: string, to: string, optional = false): v3.TransferElement {
  return {
    sourceURI: v3.tapisUri("lab", from),
    destinationURI: v3.tapisUri("archive", to),
    optional,
  };
}

Deno.test("a transfer moves the bytes between two systems, and tells how it went", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  const elements = [element("/runs", "copies/runs"), element("cells.csv", "copies/cells.csv")];
  const begun = await tapis.createTransferTask(elements, { tag: "test" });
  assertEquals([begun.status, begun.tag], ["ACCEPTED", "test"]);
  const states: v3.TransferState[] = [];
  for await (const state of tapis.watchTransfer(begun.uuid, soon)) states.push(state);
  const last = states.at(-1);
  assertEquals(last?.task.status, "COMPLETED");
  const lab = folderOf(sandbox, "lab");
  const sources = [
    ...(await fileNames(`${lab}/runs`)).map((name) => `runs/${name}`),
    "cells.csv",
  ];
  let bytes = 0;
  for (const name of sources) {
    const own = await Deno.readFile(`${lab}/${name}`);
    bytes += own.length;
    assertEquals(await Deno.readFile(`${folderOf(sandbox, "archive")}/copies/${name}`), own, name);
  }
  assertEquals([last?.bytesTransferred, last?.task.estimatedTotalBytes], [bytes, bytes]);
  assertEquals(last?.task.completeTransfers, sources.length);
  for (const [index, state] of states.entries()) {
    assert(state.bytesTransferred >= (states[index - 1]?.bytesTransferred ?? 0));
    assert(state.bytesPerSecond >= 0);
  }
  const { parentTasks } = await tapis.getTransferTaskDetails(begun.uuid);
  assertEquals(parentTasks?.map(({ status }) => status), ["COMPLETED", "COMPLETED"]);
  const children = parentTasks?.flatMap((parent) => parent.children ?? []);
  assertEquals(children?.length, sources.length);
  const { items } = await tapis.listTransferTasks().collect();
  assertEquals(items.map(({ uuid }) => uuid), [begun.uuid]);
});

Deno.test("a transfer of what is not there fails, and goes on where that was optional", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  const run = async (...elements: readonly v3.TransferElement[]): Promise<v3.TransferTask> => {
    const { uuid } = await tapis.createTransferTask(elements);
    return await tapis.waitForTransfer(uuid, soon);
  };
  const failed = await run(element("nothing", "a"), element("README.txt", "after.txt"));
  assertEquals(failed.status, "FAILED");
  assert(failed.errorMessage?.includes("/nothing"));
  await assertRejects(() => tapis.statFile("archive", "after.txt"), ApiError);
  const passed = await run(element("nothing", "a", true), element("README.txt", "after.txt"));
  assertEquals(passed.status, "COMPLETED");
  const { parentTasks } = await tapis.getTransferTaskDetails(passed.uuid);
  assertEquals(parentTasks?.map(({ status }) => status), ["FAILED_OPT", "COMPLETED"]);
  assertEquals((await tapis.statFile("archive", "after.txt")).type, "file");
});

Deno.test("a transfer that is cancelled ends, and leaves no half file", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  const large = new Uint8Array(64 * 1024 * 1024);
  await Deno.writeFile(`${folderOf(sandbox, "lab")}/large.bin`, large);
  const elements = Array.from({ length: 8 }, (_, index) => element("large.bin", `large-${index}`));
  const { uuid } = await tapis.createTransferTask(elements);
  await tapis.cancelTransferTask(uuid);
  const ended = await tapis.waitForTransfer(uuid, soon);
  assertEquals(ended.status, "CANCELLED");
  const archive = folderOf(sandbox, "archive");
  const names = await fileNames(archive);
  assert(!names.includes("large-7"));
  for (const name of names.filter((name) => name.startsWith("large-"))) {
    assertEquals((await Deno.stat(`${archive}/${name}`)).size, large.length);
  }
  assertEquals(names.filter((name) => name.includes(".part")), []);
});

Deno.test("watchTransfer() ends with every status that is an end, and with no other", async () => {
  const rows: readonly [status: string, endTime: string | null][] = [
    ["COMPLETED", null],
    ["FAILED", null],
    ["FAILED_OPT", null],
    ["CANCELLED", null],
    ["PAUSED", null],
    ["UNKNOWN", "2026-11-21T00:00:10Z"],
  ];
  for (const [status, endTime] of rows) {
    const answers = ["ACCEPTED", "STAGED", "IN_PROGRESS", "UNKNOWN", status].map((
      status,
      index,
    ) => ({
      json: {
        status: "success",
        result: {
          uuid: "1",
          status,
          startTime: "2026-11-21T00:00:00Z",
          endTime: index === 4 ? endTime : null,
          totalBytesTransferred: index * 10,
        },
      },
    }));
    await using server = startRawServer(answers);
    const waits: number[] = [];
    const tapis = await v3.restore({
      baseUrl: server.url,
      token: madeUpJwt(),
      now: () => Date.parse("2026-11-21T00:00:20Z"),
      sleep: (ms) => Promise.resolve(void waits.push(ms)),
    });
    const states: v3.TransferState[] = [];
    for await (const state of tapis.watchTransfer("1", { pollingInterval: 3 })) states.push(state);
    assertEquals(states.map(({ bytesTransferred }) => bytesTransferred), [0, 10, 20, 30, 40]);
    assertEquals(states.at(-1)?.bytesPerSecond, endTime === null ? 2 : 4);
    assertEquals(waits, [3000, 3000, 3000, 3000]);
    assertEquals(server.requests[0]?.target, "/v3/files/transfers/1?includeSummary=true");
  }
});

Deno.test("watchTransfer() looks soon at first, and more and more slowly, until it is given up", async () => {
  const task = { uuid: "1", status: "IN_PROGRESS" };
  await using server = startRawServer(() => ({ json: { status: "success", result: task } }));
  const waits: number[] = [];
  const stop = new AbortController();
  const tapis = await v3.restore({
    baseUrl: server.url,
    token: madeUpJwt(),
    sleep: (ms, signal) => {
      waits.push(ms);
      if (waits.length === 7) stop.abort(new Error("enough"));
      return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve();
    },
  });
  const error = await assertRejects(
    () => tapis.waitForTransfer("1", { signal: stop.signal }),
    NetworkError,
  );
  assertEquals([error.reason, error.cause], ["aborted", stop.signal.reason]);
  assertEquals(waits, [500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

Deno.test("createTransferTask() and watchTransfer() refuse what means nothing", async () => {
  const tapis = v3.tapisClient({ baseUrl: "https://tacc.tapis.io" });
  for (const none of [[], new Set<v3.TransferElement>()]) {
    const elements = none as readonly v3.TransferElement[];
    await assertRejects(() => tapis.createTransferTask(elements), TypeError, "no elements");
  }
  await assertRejects(() => tapis.waitForTransfer("1", { pollingInterval: 0 }), RangeError);
  for (const path of ["../x", "a/./b"]) {
    await assertRejects(() => Promise.try(() => v3.tapisUri("lab", path)), TypeError);
  }
});
