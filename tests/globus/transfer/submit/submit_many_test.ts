import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type ManyState,
  type TransferClient,
  transferClient,
  type TransferItem,
} from "../../../../src/globus/transfer/mod.ts";
import { ApiError } from "../../../../src/http/reply/errors.ts";
import { patience } from "../../../helpers/patient.ts";
import { type RawServer, startRawServer } from "../../../helpers/servers/raw_server.ts";

function* numbered(count: number): Generator<TransferItem, void> {
  for (let index = 0; index < count; index++) {
    yield { source_path: `/a/${index}`, destination_path: `/b/${index}` };
  }
}

interface Yard extends RawServer {
  readonly transfer: TransferClient;
  /** What each task was to move, in the order of their submission. */
  readonly moved: string[][];
  /** The most tasks that were active at once. */
  readonly most: () => number;
}

/** A service whose tasks end after some looks each: with `endings`, or well. */
function yard(endings: Readonly<Record<number, string>> = {}): Yard {
  const looks: number[] = [];
  const moved: string[][] = [];
  let ids = 0;
  let most = 0;
  const server = startRawServer(({ target, body }) => {
    if (target.includes("submission_id")) return { json: { value: `S${ids++}` } };
    if (target.includes("event_list")) return { json: { DATA: [], total: 0 } };
    if (target.includes("/v0.10/transfer")) {
      const { DATA } = JSON.parse(body);
      moved.push(DATA.map((item: TransferItem) => item.source_path));
      looks.push(2 + moved.length % 3);
      most = Math.max(most, looks.filter((left) => left > 0).length);
      return { json: { code: "Accepted", task_id: `T${moved.length - 1}` } };
    }
    const number = Number(/T(\d+)$/.exec(target)?.[1]);
    const left = (looks[number] ?? 0) - 1;
    looks[number] = left;
    const status = left > 0 ? "ACTIVE" : endings[number] ?? "SUCCEEDED";
    const task = { task_id: `T${number}`, status, bytes_transferred: 10 };
    return { json: { ...task, effective_bytes_per_second: 5 } };
  });
  const transfer = transferClient({ baseUrl: server.url, sleep: patience().sleep });
  return Object.assign(server, { transfer, moved, most: () => most });
}

Deno.test("submitMany() splits the items into tasks, each of which has its own", async () => {
  for (const [count, sizes] of [[0, []], [1, [1]], [4, [4]], [5, [4, 1]], [18, [4, 4, 4, 4, 2]]]) {
    await using server = yard();
    const items = numbered(count as number);
    const outcomes = await server.transfer.submitMany("a", "b", items, { itemsPerTask: 4 }).done;
    assertEquals(server.moved.map(({ length }) => length), sizes as number[]);
    assertEquals(server.moved.flat(), Array.from(numbered(count as number), (i) => i.source_path));
    assertEquals(outcomes.map(({ task }) => task.task_id), server.moved.map((_, n) => `T${n}`));
    assert(outcomes.every(({ reason }) => reason === "succeeded"));
  }
});

Deno.test("submitMany() has no more tasks active than it may, and reads no more than they take", async () => {
  await using server = yard();
  let read = 0;
  const items = async function* (): AsyncGenerator<TransferItem, void> {
    for await (const item of numbered(100)) {
      read++;
      yield item;
    }
  };
  const many = server.transfer.submitMany("a", "b", items(), { itemsPerTask: 10, concurrency: 2 });
  for await (const { tasks } of many) assert(read <= 10 * (tasks.size + 2), `${read} were read`);
  assertEquals([server.moved.length, server.most(), read], [10, 2, 100]);
});

Deno.test("submitMany() tells the state of all of them together", async () => {
  await using server = yard();
  const states: ManyState[] = [];
  const many = server.transfer.submitMany("a", "b", [...numbered(9)], {
    itemsPerTask: 3,
    label: "run 7",
    syncLevel: "size",
  });
  for await (const state of many) states.push(state);
  const last = states.at(-1);
  assertEquals([...last?.tasks.keys() ?? []], ["T0", "T1", "T2"]);
  assertEquals([last?.ended, last?.bytesTransferred, last?.bytesPerSecond], [3, 30, 0]);
  for (const { tasks, ended, bytesPerSecond } of states) {
    assertEquals(bytesPerSecond, 5 * (tasks.size - ended));
  }
  assertEquals((await many.done).length, 3);
  const posts = server.requests.filter(({ method }) => method === "POST")
    .map(({ body }) => JSON.parse(body));
  assertEquals(posts.map(({ submission_id }) => submission_id), ["S0", "S1", "S2"]);
  assert(posts.every(({ label, sync_level }) => label === "run 7" && sync_level === 1));
});

Deno.test("submitMany() goes on when a task fails, and says which did", async () => {
  await using server = yard({ 1: "FAILED", 3: "INACTIVE" });
  const many = server.transfer.submitMany("a", "b", numbered(6), { itemsPerTask: 1 });
  assertEquals((await many.done).map(({ reason }) => reason), [
    "succeeded",
    "failed",
    "succeeded",
    "inactive",
    "succeeded",
    "succeeded",
  ]);
});

Deno.test("submitMany() ends with the error of a submission, and lets nothing hang", async () => {
  let posts = 0;
  await using server = startRawServer(({ method, target }) => {
    if (target.includes("submission_id")) return { json: { value: `S${posts}` } };
    if (method === "POST" && ++posts === 3) {
      return { status: 403, json: { code: "PermissionDenied" } };
    }
    if (method === "POST") return { json: { task_id: `T${posts}` } };
    return { json: { status: "ACTIVE", DATA: [], total: 0 } };
  });
  // With the real clock: a look that waits for its next turn must be given up.
  const transfer = transferClient({ baseUrl: server.url });
  const many = transfer.submitMany("a", "b", numbered(9), { itemsPerTask: 1, concurrency: 3 });
  await assertRejects(() => many.done, ApiError, "PermissionDenied");
});

Deno.test("submitMany() is given up by its signal while tasks are active", async () => {
  await using server = startRawServer(({ target }) => {
    if (target.includes("submission_id")) return { json: { value: "S" } };
    return { json: { status: "ACTIVE", task_id: "T", DATA: [], total: 0 } };
  });
  const controller = new AbortController();
  const transfer = transferClient({ baseUrl: server.url });
  const { signal } = controller;
  const many = transfer.submitMany("a", "b", numbered(9), { itemsPerTask: 1, signal });
  setTimeout(() => controller.abort("enough"), 100);
  await assertRejects(() => Array.fromAsync(many), Error, "the caller gave up");
});

Deno.test("submitMany() refuses counts that are none", () => {
  const transfer = transferClient();
  for (const value of [0, -1, 1.5, NaN]) {
    for (const name of ["itemsPerTask", "concurrency"]) {
      assertThrows(() => transfer.submitMany("a", "b", [], { [name]: value }), RangeError, name);
    }
  }
});
