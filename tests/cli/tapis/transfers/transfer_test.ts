import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ApiError } from "../../../../mod.ts";
import { MisuseError } from "../../../../src/cli/words/misuse.ts";
import {
  tapisTransfer,
  tapisTransfersCancel,
  tapisTransfersList,
  tapisTransfersShow,
  tapisTransfersWait,
} from "../../../../src/cli/tapis/transfers/transfers.ts";
import type { v3 } from "../../../../src/tapis/mod.ts";
import { startRawServer } from "../../../helpers/servers/raw_server.ts";
import { madeUpJwt } from "../../../tapis/v3/_v3.ts";
import { type FakeIo, fakeIo } from "../../_cli.ts";
import { plantedSandbox } from "../../_sandbox.ts";
import type { TapisTransferList } from "../../../../src/cli/tapis/json_documents.ts";

const id = "6491c2a5-acb2-40ef-b2c0-bc1fc4cd7e6c";
const never = new Promise<void>(() => {});

/** A terminal that nobody stops. */
function quietIo(options: Parameters<typeof fakeIo>[0] = {}): FakeIo {
  return fakeIo({ stop: never, ...options });
}

Deno.test("tapisTransfer() prints the transfer's id alone, and does not wait", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const io = fakeIo();
  const options = { sandbox, source: "lab:runs", destination: "archive:runs", tag: "run 7" };
  assertEquals(await tapisTransfer(options, io), 0);
  const uuid = io.output.trim();
  assertEquals(/^[0-9a-f-]{36}$/.test(uuid), true, io.output);
  assertStringIncludes(io.talk, "From tapis://lab/runs to tapis://archive/runs");
  assertEquals(await tapisTransfersWait({ sandbox, transfer: uuid }, quietIo()), 0);
  const list = fakeIo();
  await tapisTransfersList({ sandbox, json: true }, list);
  const { transfers }: TapisTransferList = JSON.parse(list.output);
  assertEquals(transfers.map(({ uuid, tag }) => [uuid, tag]), [[uuid, "run 7"]]);
});

Deno.test("tapisTransfer() follows the transfer with --wait, one line per change", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const place = { sandbox, source: "tapis://lab/cells.csv", destination: "archive:in/" };
  const wait = { wait: true, pollingInterval: 0.1 };
  const io = quietIo();
  assertEquals(await tapisTransfer({ ...place, ...wait }, io), 0);
  const { size } = await Deno.stat(
    `${planted.sandbox.collections.find(({ name }) => name === "archive")?.path}/in/cells.csv`,
  );
  assertStringIncludes(io.talk, "COMPLETED  1 of 1 file, ");
  const json = quietIo();
  await tapisTransfer({ ...place, ...wait, json: true }, json);
  const task: v3.TransferTask = JSON.parse(json.output);
  assertEquals([task.status, task.totalBytesTransferred], ["COMPLETED", size]);
  const bar = quietIo({ stderrIsTerminal: true });
  await tapisTransfer({ ...place, ...wait }, bar);
  assertStringIncludes(bar.talk, "#".repeat(30) + " 1 of 1 file");
  assertEquals(bar.output.trim().split("\n").length, 1);
});

Deno.test("tapisTransfer() gives 1 and the reason when the transfer failed", async () => {
  await using planted = await plantedSandbox();
  const io = quietIo();
  const place = { source: "lab:none", destination: "archive:none" };
  const options = { sandbox: planted.home, ...place, wait: true, pollingInterval: 0.1 };
  assertEquals(await tapisTransfer(options, io), 1);
  assertStringIncludes(io.talk, `keyferry: Transfer ${io.output.trim()} failed: `);
});

Deno.test("tapisTransfer() hands the service the addresses that are meant", async () => {
  const bodies: { elements: { sourceURI: string; destinationURI: string }[] }[] = [];
  await using server = startRawServer(({ body }) => {
    bodies.push(JSON.parse(body));
    return { json: { status: "success", result: { uuid: id, status: "ACCEPTED" } } };
  });
  const env = { TAPIS_BASE_URL: server.url, TAPIS_TOKEN: madeUpJwt() };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  for (
    const [source, destination] of [
      ["lab:/a/b", "archive:/c/d"],
      ["lab:a/b/", "archive:c/"],
      ["lab:a/b", "archive"],
      ["https://example.org/data%20set.csv?x=1", "archive:in/"],
    ] as const
  ) {
    await tapisTransfer({ source, destination }, io);
  }
  assertEquals(
    bodies.map(({ elements: [element] }) => [element?.sourceURI, element?.destinationURI]),
    [
      ["tapis://lab/a/b", "tapis://archive/c/d"],
      ["tapis://lab/a/b", "tapis://archive/c/b"],
      ["tapis://lab/a/b", "tapis://archive/b"],
      ["https://example.org/data%20set.csv?x=1", "tapis://archive/in/data set.csv"],
    ],
  );
});

Deno.test("tapisTransfer() refuses places and times that make no sense, and sends nothing", async () => {
  await using server = startRawServer([{ status: 500 }]);
  const env = { TAPIS_BASE_URL: server.url, TAPIS_TOKEN: madeUpJwt() };
  const io = quietIo({ surroundings: { env, home: "/nowhere" } });
  const good = { source: "lab:a", destination: "archive:a" };
  for (
    const [options, words] of [
      [{ ...good, source: "lab" }, "own folder"],
      [{ ...good, source: "/a/b" }, "SYSTEM:PATH"],
      [{ ...good, source: "https://example.org/", destination: "archive" }, "lacks a name"],
      [{ ...good, wait: true, timeout: 0 }, "--timeout"],
      [{ ...good, wait: true, pollingInterval: 0.01 }, "--polling-interval"],
    ] as const
  ) {
    await assertRejects(() => tapisTransfer(options, io), MisuseError, words);
  }
  assertEquals(server.requests, []);
});

/** A Tapis that knows one transfer, in the states given, one a look. */
function transferServer(
  ...states: readonly Record<string, unknown>[]
): ReturnType<typeof startRawServer> {
  return startRawServer(states.map((state) => ({
    json: { status: "success", result: { uuid: id, status: "IN_PROGRESS", ...state } },
  })));
}

function ioFor(
  server: { readonly url: string },
  options: Parameters<typeof fakeIo>[0] = {},
): FakeIo {
  const env = { TAPIS_BASE_URL: server.url, TAPIS_TOKEN: madeUpJwt() };
  return quietIo({ surroundings: { env, home: "/nowhere" }, ...options });
}

Deno.test("tapisTransfersWait() waits for the end, and says why it is not complete", async () => {
  for (
    const [state, code, said] of [
      [{ status: "COMPLETED" }, 0, ""],
      [{ status: "FAILED", errorMessage: "no \x1b[1mdisk" }, 1, "failed: no \\x1b[1mdisk"],
      [{ status: "FAILED_OPT" }, 1, "an optional part of it failed"],
      [{ status: "CANCELLED" }, 1, "was cancelled"],
      [{ status: "PAUSED" }, 1, "is paused"],
    ] as const
  ) {
    await using server = transferServer({}, state);
    const io = ioFor(server);
    assertEquals(await tapisTransfersWait({ transfer: id, pollingInterval: 0.1 }, io), code);
    assertEquals([io.output, server.requests.length], [`${state.status}\n`, 2]);
    assertStringIncludes(io.talk, said);
  }
});

Deno.test("tapisTransfersWait() gives 5 when the time is over first, and says how to go on", async () => {
  await using server = transferServer({});
  const io = ioFor(server);
  const options = { transfer: id, timeout: 0.2, pollingInterval: 60 };
  assertEquals(await tapisTransfersWait(options, io), 5);
  assertStringIncludes(io.talk, `it goes on\nNext: keyferry tapis transfers wait ${id}`);
  assertEquals([io.output, server.requests.length], ["IN_PROGRESS\n", 2]);
});

Deno.test("tapisTransfersWait() waits where it may for longer than a timer can count", async () => {
  await using server = transferServer({}, {}, { status: "COMPLETED" });
  const io = ioFor(server);
  const options = { transfer: id, timeout: 60 * 86_400, pollingInterval: 0.1 };
  assertEquals(await tapisTransfersWait(options, io), 0);
  assertEquals(server.requests.length, 3);
});

Deno.test("tapisTransfersWait() refuses times that make no sense, and sends nothing", async () => {
  await using server = transferServer({});
  for (const time of [{ timeout: 0 }, { timeout: NaN }, { pollingInterval: 0.01 }]) {
    const wait = () => tapisTransfersWait({ transfer: id, ...time }, ioFor(server));
    await assertRejects(wait, MisuseError);
  }
  assertEquals(server.requests, []);
});

Deno.test("tapisTransfersWait() asks at Ctrl-C whether to cancel, and only then does", async () => {
  for (const [answer, method] of [["n", undefined], ["y", "DELETE"]] as const) {
    const pressed = Promise.withResolvers<void>();
    await using server = startRawServer(() => {
      pressed.resolve();
      return { json: { status: "success", result: { uuid: id, status: "IN_PROGRESS" } } };
    });
    // Only the first Ctrl-C comes.
    let asked = 0;
    const io = {
      ...ioFor(server, { answers: [answer] }),
      stopped: () => asked++ === 0 ? pressed.promise : never,
    };
    const options = { transfer: id, pollingInterval: 60 };
    assertEquals(await tapisTransfersWait(options, io), 130);
    const deleted = server.requests.find((request) => request.method === "DELETE");
    assertEquals(deleted?.method, method);
  }
});

Deno.test("tapisTransfersWait() goes on without asking where no one is there", async () => {
  const pressed = Promise.withResolvers<void>();
  await using server = startRawServer(() => {
    pressed.resolve();
    return { json: { status: "success", result: { uuid: id, status: "IN_PROGRESS" } } };
  });
  const io = ioFor(server, { stop: pressed.promise });
  assertEquals(await tapisTransfersWait({ transfer: id, pollingInterval: 60 }, io), 130);
  assertStringIncludes(io.talk, `goes on\nNext: keyferry tapis transfers wait ${id}`);
  assertEquals(server.requests.some(({ method }) => method === "DELETE"), false);
});

Deno.test("tapisTransfersShow() tells what a transfer copies, and how it stands", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const begun = quietIo();
  const place = { source: "lab:cells.csv", destination: "archive:c.csv" };
  await tapisTransfer({ sandbox, ...place, wait: true, pollingInterval: 0.1 }, begun);
  const transfer = begun.output.trim();
  const io = fakeIo();
  assertEquals(await tapisTransfersShow({ sandbox, transfer }, io), 0);
  const rows = Object.fromEntries(io.output.trim().split("\n").map((line) => line.split(/  +/)));
  assertEquals([rows.Status, rows.From, rows.To, rows.Files], [
    "COMPLETED",
    "tapis://lab/cells.csv",
    "tapis://archive/c.csv",
    "1 of 1 file",
  ]);
  const json = fakeIo();
  await tapisTransfersShow({ sandbox, transfer, json: true }, json);
  const task: v3.TransferTask = JSON.parse(json.output);
  assertEquals([task.totalTransfers, task.parentTasks?.length], [1, 1]);
  await assertRejects(() => tapisTransfersShow({ sandbox, transfer: id }, fakeIo()), ApiError);
});

Deno.test("tapisTransfersList() lists the latest first, as many as asked for", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const none = fakeIo();
  await tapisTransfersList({ sandbox }, none);
  assertEquals([none.output, none.talk], ["", "There are no transfers\n"]);
  for (const tag of ["one", "two", "three"]) {
    const place = { source: "lab:cells.csv", destination: `archive:${tag}.csv` };
    await tapisTransfer({ sandbox, ...place, tag, wait: true, pollingInterval: 0.1 }, quietIo());
  }
  const io = fakeIo();
  assertEquals(await tapisTransfersList({ sandbox, limit: 2 }, io), 0);
  const [head, ...rows] = io.output.trim().split("\n").map((line) => line.split(/  +/));
  assertEquals(head, ["Transfer", "Status", "Begun", "Tag"]);
  assertEquals(rows.map(([, status, , tag]) => [status, tag]), [
    ["COMPLETED", "three"],
    ["COMPLETED", "two"],
  ]);
  await assertRejects(() => tapisTransfersList({ sandbox, limit: 0 }, io), MisuseError, "--limit");
});

Deno.test("tapisTransfersCancel() asks the service, and prints how the transfer stands", async () => {
  await using server = transferServer({}, { status: "CANCELLED" });
  const io = ioFor(server);
  assertEquals(await tapisTransfersCancel({ transfer: id }, io), 0);
  assertEquals(io.output, "CANCELLED\n");
  assertEquals(server.requests[0]?.method, "DELETE");
});
