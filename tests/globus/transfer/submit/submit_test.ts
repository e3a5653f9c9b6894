import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  type Deadline,
  deleteData,
  type SubmissionDocument,
  type TransferClient,
  transferClient,
  transferData,
  type TransferItem,
} from "../../../../src/globus/transfer/mod.ts";
import { patience } from "../../../helpers/patient.ts";
import {
  type Answer,
  type RawServer,
  startRawServer,
} from "../../../helpers/servers/raw_server.ts";

/** Answers ids and submissions, those first with `failures`. */
function desk(failures: readonly Answer[] = []): RawServer {
  let ids = 0;
  let posts = 0;
  return startRawServer(({ method }) => {
    if (method === "GET") return { json: { value: `S${++ids}` } };
    return failures[posts++] ?? { status: 202, json: { code: "Accepted", task_id: "T" } };
  });
}

function clientOf(server: RawServer): TransferClient {
  return transferClient({ baseUrl: server.url, sleep: patience().sleep });
}

function bodies(
  server: RawServer,
): { readonly DATA: unknown[]; readonly [key: string]: unknown }[] {
  return server.requests.filter(({ method }) => method === "POST")
    .map(({ body }) => JSON.parse(body));
}

/** Any document as the service sees it. */
function sent(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data));
}

async function* slowly<T>(items: Iterable<T>): AsyncGenerator<T, void> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

function* numbered(count: number): Generator<TransferItem, void> {
  for (let index = 0; index < count; index++) {
    yield { source_path: `/a/${index} é"`, destination_path: `/b/${index}` };
  }
}

function documentOf(item: TransferItem): unknown {
  return { DATA_TYPE: "transfer_item", ...item };
}

Deno.test("submitDelete() fetches one id and sends the document to its own path", async () => {
  await using server = desk();
  const data = deleteData("c", { recursive: true, ignoreMissing: true }).addItem("/a").addItem(
    "/b",
  );
  assertEquals((await clientOf(server).submitDelete(data)).task_id, "T");
  assertEquals(server.requests.map(({ method, target }) => `${method} ${target}`), [
    "GET /v0.10/submission_id",
    "POST /v0.10/delete",
  ]);
  assertEquals(bodies(server), [{
    DATA_TYPE: "delete",
    endpoint: "c",
    recursive: true,
    ignore_missing: true,
    submission_id: "S1",
    DATA: [{ DATA_TYPE: "delete_item", path: "/a" }, { DATA_TYPE: "delete_item", path: "/b" }],
  }]);
});

Deno.test("submitTransfer() takes a document of the caller's own, and keeps the id in it", async () => {
  await using server = desk();
  const transfer = clientOf(server);
  const data: SubmissionDocument = {
    DATA_TYPE: "transfer",
    source_endpoint: "a",
    destination_endpoint: "b",
    DATA: [{ DATA_TYPE: "transfer_item", source_path: "/a", destination_path: "/b" }],
  };
  await transfer.submitTransfer(data);
  await transfer.submitTransfer(data);
  assertEquals(bodies(server).map(({ submission_id }) => submission_id), ["S1", "S1"]);
});

Deno.test("submitTransfer() and submitDelete() send nothing under an empty submission id", async () => {
  await using server = desk();
  const transfer = clientOf(server);
  for (const id of ["", null, 7, {}]) {
    const data = { DATA: [], submission_id: id } as unknown as SubmissionDocument;
    for (const submit of [transfer.submitTransfer, transfer.submitDelete]) {
      await assertRejects(() => submit(data), TypeError, "submission_id must be a text");
    }
  }
  assertEquals(server.requests, []);
});

Deno.test("items of any iterable are written behind those that were added", async () => {
  const streams: (() => Iterable<TransferItem> | AsyncIterable<TransferItem>)[] = [
    () => [...numbered(3)],
    () => numbered(3),
    () => new Set(numbered(3)),
    () => slowly(numbered(3)),
  ];
  for (const items of streams) {
    await using server = desk();
    const data = transferData("a", "b", { label: "L", items: items() }).addItem("/first", "/1st");
    await clientOf(server).submitTransfer(data);
    assertEquals(bodies(server), [{
      DATA_TYPE: "transfer",
      source_endpoint: "a",
      destination_endpoint: "b",
      label: "L",
      submission_id: "S1",
      DATA: [
        documentOf({ source_path: "/first", destination_path: "/1st" }),
        ...Array.from(numbered(3), documentOf),
      ],
    }]);
    assertEquals(server.requests[1]?.headers.get("content-type"), "application/json");
  }
});

Deno.test("a copy of a document has the items of its iterable, and reads them once with it", async () => {
  await using server = desk();
  const transfer = clientOf(server);
  const data = transferData("a", "b", { items: numbered(2) }).addItem("/first", "/1st");
  await transfer.submitTransfer({ ...data, label: "again" });
  await transfer.submitTransfer(data);
  const [copied, own] = bodies(server);
  assertEquals([copied?.label, own?.label], ["again", undefined]);
  assertEquals(copied?.DATA, own?.DATA);
  assertEquals(copied?.DATA.length, 3);
});

Deno.test("an item whose type is left open gets it", async () => {
  await using server = desk();
  const item = { source_path: "/a", destination_path: "/b" };
  const items = [{ ...item, DATA_TYPE: undefined }];
  await clientOf(server).submitTransfer(transferData("a", "b", { items }));
  assertEquals(bodies(server)[0]?.DATA, [documentOf(item)]);
});

Deno.test("a document of many items goes out with its size, and again whole after a failure", async () => {
  const failures: readonly Answer[] = [{ status: 503 }, { raw: "" }, { status: 502, body: "<p>" }];
  for (const count of [0, 1, 999, 1001, 30_000]) {
    await using server = desk(failures);
    const transfer = clientOf(server);
    const data = transferData("a", "b", { items: slowly(numbered(count)) });
    await transfer.submitTransfer(data);
    // The iterable is read once: a second submission of the document is the same one.
    await transfer.submitTransfer(data);
    const posts = server.requests.filter(({ method }) => method === "POST");
    assertEquals([posts.length, new Set(posts.map(({ body }) => body)).size], [5, 1]);
    const { DATA, submission_id } = bodies(server)[0] ?? { DATA: [] };
    assertEquals([DATA.length, submission_id], [count, "S1"]);
    assertEquals(DATA.at(-1), Array.from(numbered(count), documentOf).at(-1));
    const size = new TextEncoder().encode(posts[0]?.body).length;
    assertEquals(posts[0]?.headers.get("content-length"), String(size));
  }
});

Deno.test("many items that were added one by one go out whole, too", async () => {
  await using server = desk([{ status: 500 }]);
  const data = transferData("a", "b");
  for (const item of numbered(1500)) data.addItem(item.source_path, item.destination_path);
  await clientOf(server).submitTransfer(data);
  assertEquals(bodies(server).map(({ DATA }) => DATA.length), [1500, 1500]);
  assertEquals(bodies(server)[0], sent(data));
});

Deno.test("what is submitted is the same whenever the list of items was looked at", async () => {
  const bodies: string[] = [];
  const client = transferClient({
    async fetch(_url, init) {
      bodies.push(await new Response(init?.body ?? null).text());
      return Response.json({ task_id: "T" });
    },
  });
  const count = 12_000;
  // More than a piece of text, with what text has to be careful about.
  const path = (index: number): string => `,"] ${index} \u00e9\u{1f600}\ud800 ${"x".repeat(80)}`;
  const expected = Array.from({ length: count }, (_, index) => {
    return { DATA_TYPE: "transfer_item", source_path: path(index), destination_path: "/b" };
  });
  for (const look of [[], [0], [1, 1500], [count - 1]]) {
    const data = transferData("a", "b", { submissionId: "S" });
    for (let index = 0; index < count; index++) {
      if (look.includes(index)) assertEquals(data.DATA.length, index);
      data.addItem(path(index), "/b");
    }
    await client.submitTransfer(data);
    assert(JSON.stringify(data.DATA) === JSON.stringify(expected), "lists differ");
    await client.submitTransfer(data);
  }
  const [first = ""] = bodies;
  assertEquals(bodies.map((body) => body === first), Array(8).fill(true));
  assert(JSON.stringify(JSON.parse(first).DATA) === JSON.stringify(expected), "bodies differ");
});

Deno.test("a list that was put in place of the document's own is what is submitted", async () => {
  await using server = desk();
  const data = transferData("a", "b", { submissionId: "S" }).addItem("/gone", "/gone");
  const item = { DATA_TYPE: "transfer_item", source_path: "/a", destination_path: "/b" };
  Object.assign(data, { DATA: [item] });
  data.addItem("/c", "/d");
  await clientOf(server).submitTransfer(data);
  const added = { ...item, source_path: "/c", destination_path: "/d" };
  assertEquals(bodies(server)[0]?.DATA, [item, added]);
  Object.assign(data, { DATA: "none" });
  await assertRejects(() => clientOf(server).submitTransfer(data), TypeError, "in a list (DATA)");
});

Deno.test("items beyond those that are written together follow in their order", async () => {
  await using server = desk();
  const transfer = transferClient({ baseUrl: server.url });
  const data = transferData("a", "b");
  const names = Array.from({ length: 4096 * 2 + 1 }, (_, index) => `/${index}, "é"`);
  for (const name of names) data.addItem(name, name);
  await transfer.submitTransfer(data);
  const sent = JSON.parse(server.requests.at(-1)?.body ?? "");
  assertEquals(sent.DATA.map(({ source_path }: TransferItem) => source_path), names);
});

Deno.test("items that fail are never submitted in part", async () => {
  await using server = desk();
  const transfer = clientOf(server);
  const broken = function* (): Generator<TransferItem, void> {
    yield { source_path: "/a", destination_path: "/b" };
    throw new Error("the list broke off");
  };
  const data = transferData("a", "b", { items: broken() });
  for (const _ of [1, 2]) {
    await assertRejects(() => transfer.submitTransfer(data), Error, "the list broke off");
  }
  const wrong: readonly [item: unknown, words: string][] = [
    [{ source_path: "", destination_path: "/b" }, "The source path is empty"],
    [null, "The source path must be a text"],
  ];
  for (const [item, words] of wrong) {
    const items = [item as TransferItem];
    await assertRejects(
      () => transfer.submitTransfer(transferData("a", "b", { items })),
      TypeError,
      words,
    );
  }
  assertEquals(bodies(server), []);
});

Deno.test("submitDelete() writes paths of an iterable as they come", async () => {
  await using server = desk();
  const data = deleteData("c", { items: slowly(["/a b", '/"q"']) });
  await clientOf(server).submitDelete(data);
  assertEquals(bodies(server)[0]?.DATA, [
    { DATA_TYPE: "delete_item", path: "/a b" },
    { DATA_TYPE: "delete_item", path: '/"q"' },
  ]);
});

Deno.test("a path is not a list of paths: its letters, of which the first is the root, are never submitted", () => {
  const items: Iterable<string> = "/scratch/old";
  for (const given of [items, 5, {}]) {
    const make = () => deleteData("c", { recursive: true, items: given as Iterable<string> });
    assertThrows(make, TypeError, "items must be a list");
  }
});

Deno.test("transferData() spells every option of the Python SDK 4 as the API does", () => {
  const data = transferData("a", "b", {
    label: "L",
    submissionId: "S",
    syncLevel: "mtime",
    verifyChecksum: true,
    preserveTimestamp: false,
    encryptData: true,
    deadline: "2026-12-01",
    skipSourceErrors: true,
    failOnQuotaErrors: true,
    deleteDestinationExtra: false,
    notifyOnSucceeded: false,
    notifyOnFailed: true,
    notifyOnInactive: false,
    sourceLocalUser: "s",
    destinationLocalUser: "d",
    filterRules: [{ method: "include", name: "*.csv", type: "file" }],
    additionalFields: { store_base_path_info: true },
  });
  data.addFilterRule("*.tmp").addFilterRule("old", { type: "dir" });
  data.addItem("/x", "/y", {
    externalChecksum: "0cc1",
    checksumAlgorithm: "MD5",
    additionalFields: { extra: 1 },
  });
  assertEquals(sent(data), {
    DATA_TYPE: "transfer",
    source_endpoint: "a",
    destination_endpoint: "b",
    label: "L",
    submission_id: "S",
    sync_level: 2,
    verify_checksum: true,
    preserve_timestamp: false,
    encrypt_data: true,
    deadline: "2026-12-01",
    skip_source_errors: true,
    fail_on_quota_errors: true,
    delete_destination_extra: false,
    notify_on_succeeded: false,
    notify_on_failed: true,
    notify_on_inactive: false,
    source_local_user: "s",
    destination_local_user: "d",
    filter_rules: [
      { DATA_TYPE: "filter_rule", method: "include", name: "*.csv", type: "file" },
      { DATA_TYPE: "filter_rule", method: "exclude", name: "*.tmp" },
      { DATA_TYPE: "filter_rule", method: "exclude", name: "old", type: "dir" },
    ],
    store_base_path_info: true,
    DATA: [{
      DATA_TYPE: "transfer_item",
      source_path: "/x",
      destination_path: "/y",
      external_checksum: "0cc1",
      checksum_algorithm: "MD5",
      extra: 1,
    }],
  });
});

Deno.test("deleteData() spells every option as the API does, and leaves out what is not given", () => {
  assertEquals(sent(deleteData("c")), { DATA_TYPE: "delete", DATA: [], endpoint: "c" });
  const data = deleteData("c", {
    label: "L",
    submissionId: "S",
    recursive: false,
    ignoreMissing: false,
    interpretGlobs: true,
    deadline: new Date("2026-12-01T00:00:00Z"),
    localUser: "u",
    notifyOnSucceeded: true,
    notifyOnFailed: false,
    notifyOnInactive: true,
    additionalFields: { extra: 1 },
  }).addItem("/x", { additionalFields: { more: 2 } });
  assertEquals(sent(data), {
    DATA_TYPE: "delete",
    endpoint: "c",
    label: "L",
    submission_id: "S",
    recursive: false,
    ignore_missing: false,
    interpret_globs: true,
    deadline: "2026-12-01T00:00:00.000Z",
    local_user: "u",
    notify_on_succeeded: true,
    notify_on_failed: false,
    notify_on_inactive: true,
    extra: 1,
    DATA: [{ DATA_TYPE: "delete_item", path: "/x", more: 2 }],
  });
  assertThrows(() => deleteData(""), TypeError, "collection's id is empty");
  assertThrows(() => data.addItem(""), TypeError, "path is empty");
});

Deno.test("a deadline is a moment, text, or a time from now", () => {
  const now = (): number => Date.parse("2026-11-21T12:00:00Z");
  const table: readonly [Deadline, string][] = [
    [new Date("2026-12-01T10:00:00Z"), "2026-12-01T10:00:00.000Z"],
    ["2026-12-01", "2026-12-01"],
    [{ minutes: 10 }, "2026-11-21T12:10:00.000Z"],
    [{ days: 1, hours: 1, minutes: 1, seconds: 1 }, "2026-11-22T13:01:01.000Z"],
    [{ hours: 0.5 }, "2026-11-21T12:30:00.000Z"],
  ];
  for (const [deadline, text] of table) {
    assertEquals(transferData("a", "b", { deadline, now }).deadline, text);
    assertEquals(deleteData("a", { deadline, now }).deadline, text);
  }
  const wrong = [
    {},
    { minutes: 0 },
    { minutes: -1 },
    { minutes: NaN },
    { weeks: 1 },
    "soon",
    "2027-02-30",
  ];
  for (const deadline of wrong) {
    assertThrows(() => transferData("a", "b", { deadline: deadline as Deadline }), RangeError);
  }
});

Deno.test("a submission without a task id, or an id without a value, is told as such", async () => {
  for (const json of [{}, { value: 7 }, { value: "S" }]) {
    await using server = startRawServer([{ json }]);
    const data = transferData("a", "b").addItem("/a", "/b");
    const error = await assertRejects(() => clientOf(server).submitTransfer(data), Error);
    assertStringIncludes(
      error.message,
      "value" in json && json.value === "S" ? "task_id" : "value",
    );
    assert(server.requests.length <= 2);
  }
});
