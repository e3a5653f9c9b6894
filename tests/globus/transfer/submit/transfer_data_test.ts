import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { transferData, type TransferDataOptions } from "../../../../src/globus/transfer/mod.ts";

/** The document as the service sees it. */
function sent(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data));
}

Deno.test("transferData() makes the document that the Python SDK makes", () => {
  const data = transferData("src", "dst", {
    label: "L",
    syncLevel: "checksum",
    additionalFields: {
      skip_source_errors: true,
      notify_on_failed: false,
      filter_rules: [{ DATA_TYPE: "filter_rule", method: "exclude", name: "*.tmp", type: "file" }],
    },
  });
  data.DATA.push({
    DATA_TYPE: "transfer_item",
    source_path: "/a",
    destination_path: "/b",
    external_checksum: "x",
    checksum_algorithm: "md5",
  });
  // Printed by globus-sdk-python 4.9.0.
  assertEquals(
    sent(data),
    JSON.parse(
      '{"DATA_TYPE":"transfer","DATA":[{"DATA_TYPE":"transfer_item","source_path":"/a",' +
        '"destination_path":"/b","external_checksum":"x","checksum_algorithm":"md5"}],' +
        '"source_endpoint":"src","destination_endpoint":"dst","label":"L",' +
        '"skip_source_errors":true,"notify_on_failed":false,"sync_level":3,"filter_rules":' +
        '[{"DATA_TYPE":"filter_rule","method":"exclude","name":"*.tmp","type":"file"}]}',
    ),
  );
});

Deno.test("transferData() leaves to the service what the caller leaves out", () => {
  assertEquals(sent(transferData("a", "b")), {
    DATA_TYPE: "transfer",
    DATA: [],
    source_endpoint: "a",
    destination_endpoint: "b",
  });
  assertEquals(sent(transferData("a", "b", { submissionId: "S", verifyChecksum: false })), {
    DATA_TYPE: "transfer",
    DATA: [],
    source_endpoint: "a",
    destination_endpoint: "b",
    submission_id: "S",
    verify_checksum: false,
  });
});

Deno.test("transferData() writes every option under the API's own name", () => {
  const options: TransferDataOptions = {
    verifyChecksum: true,
    preserveTimestamp: true,
    encryptData: true,
    deadline: "2026-12-01",
  };
  const { verify_checksum, preserve_timestamp, encrypt_data, deadline } = transferData(
    "a",
    "b",
    options,
  );
  assertEquals([verify_checksum, preserve_timestamp, encrypt_data], [true, true, true]);
  assertEquals(deadline, "2026-12-01");
  const moment = new Date(Date.UTC(2026, 11, 1));
  assertEquals(transferData("a", "b", { deadline: moment }).deadline, "2026-12-01T00:00:00.000Z");
});

Deno.test("transferData() knows sync levels by name and number", () => {
  for (const [number, name] of (["exists", "size", "mtime", "checksum"] as const).entries()) {
    assertEquals(transferData("a", "b", { syncLevel: name }).sync_level, number);
    assertEquals(transferData("a", "b", { syncLevel: number as 0 }).sync_level, number);
  }
  for (const bad of ["Checksum", "", "0", "length", 4, -1, 1.5, NaN, null]) {
    assertThrows(
      () => transferData("a", "b", { syncLevel: bad as 0 }),
      RangeError,
      "syncLevel is one of",
    );
  }
});

Deno.test("transferData() refuses empty ids and paths, and deadlines that are none", () => {
  assertThrows(() => transferData("", "b"), TypeError, "source collection");
  assertThrows(() => transferData("a", ""), TypeError, "destination collection");
  assertThrows(() => transferData(undefined as never, "b"), TypeError, "source collection");
  const data = transferData("a", "b");
  assertThrows(() => data.addItem("", "/b"), TypeError, "source path");
  assertThrows(() => data.addItem("/a", ""), TypeError, "destination path");
  assertEquals(data.DATA, []);
  for (
    const deadline of ["soon", "", "run 7", "10", "0m", "10m ago", "2h1d", "-1h", new Date(NaN)]
  ) {
    assertThrows(() => transferData("a", "b", { deadline }), RangeError, "deadline");
  }
});

const times: [string, string][] = [
  ["90s", "2026-01-01T00:01:30.000Z"],
  ["10m", "2026-01-01T00:10:00.000Z"],
  ["2h", "2026-01-01T02:00:00.000Z"],
  ["1d", "2026-01-02T00:00:00.000Z"],
  ["1d12h30m", "2026-01-02T12:30:00.000Z"],
  ["2026-12-01", "2026-12-01"],
  ["2026-12-01 10:00", "2026-12-01 10:00"],
  ["2026-12-01T10:00:00+01:00", "2026-12-01T10:00:00+01:00"],
];
for (const [text, deadline] of times) {
  Deno.test(`transferData() takes the deadline ${JSON.stringify(text)}`, () => {
    const now = () => Date.UTC(2026, 0, 1);
    assertEquals(transferData("a", "b", { deadline: text, now }).deadline, deadline);
  });
}

Deno.test("addItem() adds in order, can be chained, and is no part of the document", () => {
  const data = transferData("a", "b");
  const returned = data.addItem("/a", "/b").addItem("/c/", "/d/", { recursive: true })
    .addItem("/e", "/f", { recursive: false });
  assertStrictEquals(returned, data);
  assertEquals(data.DATA, [
    { DATA_TYPE: "transfer_item", source_path: "/a", destination_path: "/b" },
    { DATA_TYPE: "transfer_item", source_path: "/c/", destination_path: "/d/", recursive: true },
    { DATA_TYPE: "transfer_item", source_path: "/e", destination_path: "/f", recursive: false },
  ]);
  assertEquals(Object.keys(data).includes("addItem"), false);
  assertEquals(transferData("a", "b").DATA, [], "documents share nothing");
});
