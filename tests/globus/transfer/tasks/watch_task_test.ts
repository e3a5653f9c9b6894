import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type TaskState,
  type TransferClient,
  transferClient,
  type WatchTaskOptions,
} from "../../../../src/globus/transfer/mod.ts";
import { ApiError, NetworkError } from "../../../../src/http/reply/errors.ts";
import { type RawServer, startRawServer } from "../../../helpers/servers/raw_server.ts";

interface Event {
  readonly code: string;
  readonly is_error: boolean;
}

/** What the service says at one look: a task, and all its events, the oldest first. */
interface Moment {
  readonly task?: Readonly<Record<string, unknown>>;
  readonly events?: readonly Event[];
}

const done: Moment = { task: { status: "SUCCEEDED" } };
const fault: Event = { code: "FILE_NOT_FOUND", is_error: true };

function failed(code: string): Moment {
  return { task: { status: "FAILED", fatal_error: { code, description: code.toLowerCase() } } };
}

interface Watching extends AsyncDisposable {
  readonly server: RawServer;
  readonly transfer: TransferClient;
  readonly delays: number[];
}

/** A service whose task is at the next moment at each look; time goes by with the waiting alone. */
function service(moments: readonly Moment[]): Watching {
  let looks = 0;
  let cancelled = false;
  let time = 0;
  const delays: number[] = [];
  const server = startRawServer(({ method, target }) => {
    if (method === "POST") {
      cancelled = true;
      return { json: { DATA_TYPE: "result", code: "Canceled", message: "" } };
    }
    const url = new URL(target, "http://x");
    const moment = (at: number): Moment => moments[Math.min(at, moments.length - 1)] ?? {};
    if (url.pathname.endsWith("/event_list")) {
      const errors = url.searchParams.get("filter") === "is_error:1";
      const all = (moment(looks - 1).events ?? []).filter(({ is_error }) => !errors || is_error);
      const offset = Number(url.searchParams.get("offset"));
      const DATA = all.toReversed().slice(offset, offset + Number(url.searchParams.get("limit")));
      return { json: { DATA_TYPE: "event_list", total: all.length, DATA } };
    }
    const task = cancelled ? failed("CANCELED").task : moment(looks).task;
    looks++;
    return { json: { task_id: "T", status: "ACTIVE", bytes_transferred: looks, ...task } };
  });
  const transfer = transferClient({
    baseUrl: server.url,
    now: () => time,
    sleep: (ms, signal) => {
      delays.push(ms);
      time += ms;
      return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve();
    },
  });
  return { server, transfer, delays, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function lookedAt(
  watching: Watching,
  options?: WatchTaskOptions,
): Promise<TaskState[]> {
  return await Array.fromAsync(watching.transfer.watchTask("T", options));
}

Deno.test("watchTask() says how the task ended", async () => {
  const table: readonly [Moment, string][] = [
    [done, "succeeded"],
    [failed("FILE_NOT_FOUND"), "failed"],
    [{ task: { status: "FAILED", fatal_error: null } }, "failed"],
    [failed("CANCELED"), "cancelled"],
    [{ task: { status: "FAILED", canceled_by_admin: "SOURCE" } }, "cancelled"],
    [{ task: { status: "INACTIVE" } }, "inactive"],
  ];
  for (const [moment, reason] of table) {
    await using watching = service([{}, moment]);
    const outcome = await watching.transfer.watchTask("T").done;
    assertEquals([outcome.reason, outcome.task.status], [reason, moment.task?.status]);
    assertEquals(watching.delays, [500]);
  }
});

Deno.test("watchTask() gives each event once, at the first look that sees it", async () => {
  const started = { code: "STARTED", is_error: false };
  const second = { code: "PERMISSION_DENIED", is_error: true };
  const moments = [
    { events: [started] },
    { events: [started, fault] },
    { events: [started, fault] },
    { events: [started, fault, second, fault] },
    { ...done, events: [started, fault, second, fault] },
  ];
  const codes = (states: readonly TaskState[]): string[][] => {
    return states.map(({ newEvents }) => newEvents.map(({ code }) => code));
  };
  await using errors = service(moments);
  assertEquals(codes(await lookedAt(errors)), [
    [],
    ["FILE_NOT_FOUND"],
    [],
    ["PERMISSION_DENIED", "FILE_NOT_FOUND"],
    [],
  ]);
  await using all = service(moments);
  assertEquals(codes(await lookedAt(all, { events: "all" })), [
    ["STARTED"],
    ["FILE_NOT_FOUND"],
    [],
    ["PERMISSION_DENIED", "FILE_NOT_FOUND"],
    [],
  ]);
  await using none = service(moments);
  assertEquals(codes(await lookedAt(none, { events: "none" })).flat(), []);
  assert(none.server.requests.every(({ target }) => !target.includes("event_list")));
  await using outcome = service(moments);
  const { faults } = await outcome.transfer.watchTask("T").done;
  assertEquals(faults.map(({ code }) => code), [
    "FILE_NOT_FOUND",
    "PERMISSION_DENIED",
    "FILE_NOT_FOUND",
  ]);
});

Deno.test("watchTask() reads as many pages of events as there are new ones", async () => {
  const events = Array.from({ length: 250 }, (_, index) => ({ code: `E${index}`, is_error: true }));
  await using watching = service([{ events: events.slice(0, 5) }, { events }, { ...done, events }]);
  const states = await lookedAt(watching);
  assertEquals(states.flatMap(({ newEvents }) => newEvents.map(({ code }) => code)), [
    ...events.map(({ code }) => code),
  ]);
  const lists = watching.server.requests.filter(({ target }) => target.includes("event_list"));
  assertEquals(lists.length, 1 + 3 + 1);
});

Deno.test("watchTask() gives no event again where the service has forgotten some", async () => {
  const events = Array.from({ length: 6 }, (_, index) => ({ code: `E${index}`, is_error: true }));
  const left = events.slice(1);
  await using watching = service([{ events }, { events: left }, { ...done, events: left }]);
  const codes = (await lookedAt(watching)).flatMap(({ newEvents }) => {
    return newEvents.map(({ code }) => code);
  });
  assertEquals(codes, events.map(({ code }) => code));
});

Deno.test("watchTask() does not ask for events that the service has forgotten", async () => {
  await using watching = service([{ task: { status: "FAILED", history_deleted: true } }]);
  assertEquals((await watching.transfer.watchTask("T").done).faults, []);
  assertEquals(watching.server.requests.length, 1);
});

Deno.test("watchTask() reports a fault within one look, and lets the task go on", async () => {
  await using watching = service([{}, { events: [fault] }, { events: [fault] }, done]);
  const seen = (await lookedAt(watching)).findIndex(({ newEvents }) => newEvents.length > 0);
  assertEquals(seen, 1);
  assert(watching.server.requests.every(({ method }) => method === "GET"));
});

Deno.test("watchTask() cancels the task once at as many faults as it is told", async () => {
  const faulty = (count: number): Moment => ({
    events: Array.from({ length: count }, () => fault),
  });
  // Each look is two requests; the third look sees three faults.
  const table: readonly [WatchTaskOptions, number][] = [
    [{ onFault: "cancel" }, 4],
    [{ onFault: "cancel", faultThreshold: 2 }, 6],
    [{ onFault: "cancel", faultThreshold: 3 }, 6],
    [{ onFault: "cancel", faultThreshold: 4 }, -1],
    [{ onFault: "report", faultThreshold: 1 }, -1],
  ];
  for (const [options, at] of table) {
    await using watching = service([{}, faulty(1), faulty(3), done]);
    const { reason } = await watching.transfer.watchTask("T", options).done;
    const { requests } = watching.server;
    const posts = requests.filter(({ method }) => method === "POST");
    assertEquals(requests.findIndex(({ method }) => method === "POST"), at);
    assertEquals(posts.map(({ target }) => target), at < 0 ? [] : ["/v0.10/task/T/cancel"]);
    assertEquals(reason, at < 0 ? "succeeded" : "cancelled");
  }
});

Deno.test("watchTask() looks soon at first, and more and more slowly, unless it is told when", async () => {
  const moments = [{}, {}, {}, {}, {}, {}, {}, done];
  await using watching = service(moments);
  await lookedAt(watching);
  assertEquals(watching.delays, [500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  await using even = service(moments);
  await lookedAt(even, { pollingInterval: 3 });
  assertEquals(even.delays, even.delays.map(() => 3000));
});

Deno.test("watchTask() ends at its timeout, after one last look", async () => {
  await using watching = service([{}]);
  const watch = watching.transfer.watchTask("T", { timeout: 25, pollingInterval: 10 });
  assertEquals((await Array.fromAsync(watch)).length, 4);
  const { reason, task } = await watch.done;
  assertEquals([reason, task.status], ["timed out", "ACTIVE"]);
  assertEquals(watching.delays, [10_000, 10_000, 5000]);
});

Deno.test("watchTask() estimates the end by the files since the first look", async () => {
  const files = (transferred: number, skipped: number): Moment => ({
    task: { files: 10, files_transferred: transferred, files_skipped: skipped },
  });
  await using watching = service([files(0, 2), files(0, 2), files(2, 2), files(6, 2), done]);
  assertEquals((await lookedAt(watching, { pollingInterval: 10 })).map(({ eta }) => eta), [
    undefined,
    undefined,
    60,
    10,
    0,
  ]);
});

Deno.test("watchTask() tells the end to who loops, who waits, and who does both", async () => {
  const moments = [{}, {}, done];
  await using both = service(moments);
  const watch = both.transfer.watchTask("T");
  const ending = watch.done;
  let looks = 0;
  for await (const _ of watch) looks++;
  assertEquals([looks, (await ending).reason], [3, "succeeded"]);

  await using left = service(moments);
  const early = left.transfer.watchTask("T");
  for await (const _ of early) break;
  assertEquals(left.delays, []);
  assertEquals((await early.done).reason, "succeeded");

  await using late = service(moments);
  const over = late.transfer.watchTask("T");
  await over.done;
  const states = await Array.fromAsync(over);
  assertEquals(states.map(({ task }) => task.status), ["SUCCEEDED"]);
  assertEquals(late.delays.length, 2, "nobody looked again");
});

Deno.test("watchTask() looks at nothing before it is looped over or waited for", async () => {
  await using watching = service([done]);
  watching.transfer.watchTask("T");
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(watching.server.requests.length, 0);
});

Deno.test("watchTask() passes errors on to who loops and who waits", async () => {
  await using missing = startRawServer([{ status: 404, json: { code: "TaskNotFound" } }]);
  const transfer = transferClient({ baseUrl: missing.url });
  const watch = transfer.watchTask("T");
  await assertRejects(() => Array.fromAsync(watch), ApiError, "TaskNotFound");
  await assertRejects(() => watch.done, ApiError, "TaskNotFound");
  await assertRejects(() => transfer.watchTask("T").done, ApiError, "TaskNotFound");
});

Deno.test("watchTask() and taskWait() are given up while they wait", async () => {
  await using server = startRawServer(() => ({
    json: { task_id: "T", status: "ACTIVE", DATA: [], total: 0 },
  }));
  for (const mine of [true, false]) {
    for (const wait of ["watchTask", "taskWait"] as const) {
      const controller = new AbortController();
      const { signal } = controller;
      const transfer = transferClient({ baseUrl: server.url, ...(mine ? {} : { signal }) });
      const options = mine ? { signal } : {};
      const waiting = wait === "taskWait"
        ? transfer.taskWait("T", { timeout: 100, ...options })
        : transfer.watchTask("T", options).done;
      setTimeout(() => controller.abort("enough"), 30);
      const error = await assertRejects(() => waiting, NetworkError, "the caller gave up");
      assertEquals([error.reason, error.cause], ["aborted", "enough"]);
    }
  }
});

Deno.test("watchTask() refuses options that make no sense, before it asks anything", () => {
  const transfer = transferClient({ fetch: () => Promise.reject(new Error("asked")) });
  for (const value of [0, -1, NaN]) {
    assertThrows(() => transfer.watchTask("T", { pollingInterval: value }), RangeError, "polling");
    assertThrows(() => transfer.watchTask("T", { timeout: value }), RangeError, "timeout");
    assertThrows(() => transfer.watchTask("T", { faultThreshold: value }), RangeError, "fault");
  }
  for (const id of ["", ".", ".."]) assertThrows(() => transfer.watchTask(id), TypeError);
});
