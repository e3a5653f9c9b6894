import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import {
  type CaveClients,
  chunkedgraphClient,
  client,
  type DatastackInfo,
  toNodeId,
} from "../../../src/cave/mod.ts";
import { CredentialError } from "../../../src/credentials/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";

function at(sandbox: Sandbox, datastack: string): CaveClients {
  return client({ token: sandbox.tokens.cave, serverAddress: sandbox.url, datastack });
}

const root = 864691135571546917n;
const supervoxel = 89309001002348421n;

Deno.test("getRootId() and getRoots() give the same roots, one by one and as bytes, at any time", async () => {
  await using sandbox = await startSandbox();
  for (const datastack of ["sandbox_cortex", "sandbox_retina"]) {
    const { chunkedgraph } = at(sandbox, datastack);
    const first = datastack === "sandbox_cortex" ? supervoxel : 89309001002349421n;
    const supervoxels = Array.from({ length: 10 }, (_, index) => first + BigInt(index));
    for (
      const timestamp of ["2024-01-15", "2024-03-01", "2024-06-01"].map((day) => new Date(day))
    ) {
      const roots = await chunkedgraph.getRoots(supervoxels, { timestamp });
      for (const [index, id] of supervoxels.entries()) {
        assertEquals(roots[index], await chunkedgraph.getRootId(id, { timestamp }));
      }
      // The way back.
      for (const one of new Set(roots)) {
        const expected = supervoxels.filter((_, index) => roots[index] === one);
        assertEquals(await chunkedgraph.getLeaves(one), expected);
      }
    }
  }
});

Deno.test("getRoots() of nothing asks nothing", async () => {
  const graph = chunkedgraphClient({}, () => Promise.reject(new Error("not asked")));
  assertEquals(await graph.getRoots([]), []);
});

Deno.test("ids beyond 2^63 stay whole in JSON, in bytes and as keys", async () => {
  await using sandbox = await startSandbox();
  const { chunkedgraph } = at(sandbox, "sandbox_retina");
  const first = 9223372036854775813n;
  assertEquals(await chunkedgraph.getOriginalRoots(first + 3n), [first, first + 1n]);
  assertEquals([...(await chunkedgraph.getLeavesMany([first])).keys()], [first]);
  const log = await chunkedgraph.getChangeLog(first + 5n);
  assertEquals(log.past_ids, [first, first + 1n, first + 3n]);
  assertEquals(log.operations_ids, [1n, 2n]);
});

Deno.test("the history goes both ways: what an object was, and what it has become", async () => {
  await using sandbox = await startSandbox();
  const { chunkedgraph } = at(sandbox, "sandbox_cortex");
  const { nodes, links } = await chunkedgraph.getLineageGraph(root);
  assertEquals(nodes.map(({ id }) => id - root), [0n, 3n, 4n, 5n]);
  assertEquals(links.map(({ source, target }) => [source - root, target - root]), [
    [0n, 3n],
    [3n, 4n],
    [3n, 5n],
  ]);
  const latest = await chunkedgraph.getLatestRoots(root);
  assertEquals(await chunkedgraph.isLatestRoots(latest), [true, true]);
  const between = await chunkedgraph.getLatestRoots(root, { timestamp: new Date("2024-03-01") });
  assertEquals(between, [root + 3n]);
  const before = await chunkedgraph.getLatestRoots(root + 5n, {
    timestamp: new Date("2024-01-15"),
  });
  assertEquals(before, [root, root + 1n]);
  const [made] = await chunkedgraph.getRootTimestamps([root + 3n]);
  const [ended] = await chunkedgraph.getRootTimestamps([root + 3n], { latest: true });
  // A millisecond before its end it is still there.
  const end = Date.UTC(2024, 2, 20) - 1;
  assertEquals([made, ended], [Date.UTC(2024, 1, 1) / 1000, end / 1000]);
  assertEquals(await chunkedgraph.isLatestRoots([root + 3n], { timestamp: new Date(end) }), [true]);
});

Deno.test("isValidNodes(), getPastIds() and getTabularChangeLog() send their question in a GET", async () => {
  const frame =
    '{"operation_id":{"0":5},"timestamp":{"0":1706745600123},"is_merge":{"0":true},"before_root_ids":{"0":[9223372036854775813]}}';
  const answers: Record<string, string> = {
    valid_nodes: `{"valid_roots": [${root}]}`,
    past_id_mapping: `{"past_id_map": {"${root}": [${root + 1n}]}, "future_id_map": {"${
      root + 1n
    }": ${root}}}`,
    tabular_change_log_many: `{"${root}": ${JSON.stringify(frame)}}`,
  };
  await using server = startRawServer(({ target }) => {
    return { body: answers[/\/([a-z_]+)(\?|$)/.exec(target)?.[1] ?? ""] ?? "" };
  });
  const graph = chunkedgraphClient({}, { server: server.url, table: "t" });
  assertEquals(await graph.isValidNodes([root, 0n, 7n]), [true, false, false]);
  // A list for each object, and one id for each that it was made of: PyChunkedGraph 2.21.1.
  assertEquals(await graph.getPastIds([root]), {
    past_id_map: new Map([[root, [root + 1n]]]),
    future_id_map: new Map([[root + 1n, root]]),
  });
  const rows = (await graph.getTabularChangeLog([root])).get(root);
  assertEquals(rows?.map(({ operation_id, before_root_ids }) => [operation_id, before_root_ids]), [
    [5n, [9223372036854775813n]],
  ]);
  assertEquals(rows?.map(({ timestamp }) => timestamp), [new Date("2024-02-01T00:00:00.123Z")]);
  const sent = server.requests.map(({ method, target, body }) => [method, target, body]);
  const table = "/segmentation/api/v1/table/t";
  assertEquals(sent, [
    ["GET", `${table}/valid_nodes?start_timestamp=946684800`, `{"node_ids":[${root},7]}`],
    ["GET", `${table}/past_id_mapping`, `{"root_ids":[${root}]}`],
    ["GET", `${table}/tabular_change_log_many?filtered=True`, `{"root_ids":[${root}]}`],
  ]);
});

Deno.test("getRootTimestamps() of what is not an object is an error, also where the service gives no times at all", async () => {
  await using sandbox = await startSandbox();
  const { chunkedgraph } = at(sandbox, "sandbox_cortex");
  const error = await assertRejects(() => chunkedgraph.getRootTimestamps([7n, 8n]), ApiError);
  assertEquals(error.status, 200);
  const some = await assertRejects(() => chunkedgraph.getRootTimestamps([root, 8n]), ApiError);
  assertEquals(some.status, 500);
});

Deno.test("getChangeLog() counts mergers, as the service spells them", async () => {
  // `SegmentHistory.change_log_summary()` of PyChunkedGraph 2.21.1.
  const body = `{"n_splits": 1, "n_mergers": 2, "user_info": {"7": {"n_splits": 1, "n_mergers": 2}},
    "operations_ids": [5, 6, 7], "past_ids": [${root}]}`;
  await using server = startRawServer(() => ({ body }));
  const graph = chunkedgraphClient({}, { server: server.url, table: "t" });
  const { n_mergers, user_info } = await graph.getChangeLog(root);
  assertEquals([n_mergers, user_info["7"]?.n_mergers], [2, 2]);
});

Deno.test("getMergeLog() gives the supervoxels and places of each merge, as the service's own tests have them", async () => {
  const body = `{
    "merge_edge_coords": [[[[85785, 68475, 20988]], [[85717, 67955, 20964]]]],
    "merge_edges": [[[88393382627986340, 88322876444801990]]]
  }`;
  await using server = startRawServer([{ body }, { body: "[[1, [2, 3], 4]]" }]);
  const graph = chunkedgraphClient({}, { server: server.url, table: "t" });
  const log = await graph.getMergeLog(root);
  assertEquals(log, {
    merge_edge_coords: [[[[85785, 68475, 20988]], [[85717, 67955, 20964]]]],
    merge_edges: [[[88393382627986340n, 88322876444801990n]]],
  });
  const error = await assertRejects(() => graph.getMergeLog(root), ApiError);
  assertStringIncludes(error.message, "it sent a list where a document was expected");
});

Deno.test("a time in the CAVE API is a date or seconds: milliseconds are refused before anything is sent", async () => {
  await using server = startRawServer([]);
  const graph = chunkedgraphClient({}, { server: server.url, table: "t" });
  const calls: ((moment: number) => Promise<unknown>)[] = [
    (timestamp) => graph.getRootId(1n, { timestamp }),
    (timestamp) => graph.getRoots([1n], { timestamp }),
    (timestamp) => graph.isLatestRoots([1n], { timestamp }),
    (timestamp) => graph.getRootTimestamps([1n], { timestamp }),
    (timestamp) => graph.getLatestRoots(1n, { timestamp }),
    (timestampPast) => graph.getOriginalRoots(1n, { timestampPast }),
    (timestampPast) => graph.getLineageGraph(1n, { timestampPast }),
    (timestampFuture) => graph.getLineageGraph(1n, { timestampFuture }),
    (timestampPast) => graph.getPastIds([1n], { timestampPast }),
    (timestampFuture) => graph.getPastIds([1n], { timestampFuture }),
    (timestampPast) => graph.getDeltaRoots(timestampPast),
    (timestampFuture) => graph.getDeltaRoots(1, { timestampFuture }),
    (startTimestamp) => graph.isValidNodes([1n], { startTimestamp }),
    (endTimestamp) => graph.isValidNodes([1n], { endTimestamp }),
  ];
  for (const call of calls) {
    for (const moment of [1e11, Date.now(), -1, Infinity]) {
      const error = await assertRejects(() => call(moment), RangeError);
      assertStringIncludes(error.message, "must be a date, or seconds since 1970: got ");
    }
  }
  assertEquals(server.requests, []);
});

Deno.test("getRoots() tells a page of HTML from the ids that are labelled as one", async () => {
  await using server = startRawServer([{
    body: "<html>Log in</html>",
    headers: { "content-type": "text/html" },
  }]);
  const graph = chunkedgraphClient({}, { server: server.url, table: "t" });
  const error = await assertRejects(() => graph.getRoots([root]), ApiError);
  assertStringIncludes(error.message, "a login page or a proxy may have answered");
});

Deno.test("toNodeId() refuses a number that has lost its last digits", () => {
  const error = assertThrows(() => toNodeId(Number(root)), TypeError, "not exact in JavaScript");
  // What is left of the id is another cell's, and nobody should paste it.
  assertEquals(error.message.match(/\d{4,}n/g), null);
  assertThrows(() => toNodeId("86469e10"), TypeError);
  assertThrows(() => toNodeId(2n ** 64n), RangeError);
  assertEquals([toNodeId("864691135571546917"), toNodeId(5)], [root, 5n]);
});

Deno.test("a chunkedgraph without a datastack says what to do", async () => {
  const { chunkedgraph } = client({ token: "made-up", globalOnly: true, datastack: "ds" });
  await assertRejects(() => chunkedgraph.getRootId(5n), TypeError, "name one");
});

Deno.test("a sandbox's token follows no datastack to another server", async () => {
  await using sandbox = await startSandbox();
  const record = {
    local_server: "https://elsewhere.example.org",
    segmentation_source: "graphene://https://elsewhere.example.org/segmentation/table/t",
  } as DatastackInfo;
  const { chunkedgraph } = client({
    token: sandbox.tokens.cave,
    serverAddress: sandbox.url,
    datastack: "ds",
    infoCache: { ds: record },
  });
  await assertRejects(() => chunkedgraph.getRootId(5n), Error, "is not sent to");
});

Deno.test("no token follows a datastack of another machine to a port of this one", async () => {
  for (const server of ["http://127.0.0.1:8080", "http://localhost:1", "https://[::1]"]) {
    const sent: string[] = [];
    const { chunkedgraph } = client({
      token: "made-up",
      datastack: "ds",
      fetch: (url) => {
        sent.push(new URL(String(url)).hostname);
        const record = { local_server: server, segmentation_source: "graphene://x/table/t" };
        return Promise.resolve(Response.json(record));
      },
    });
    await assertRejects(
      () => chunkedgraph.getRootId(5n),
      CredentialError,
      "a port of this machine",
    );
    assertEquals(sent, ["global.daf-apis.com"]);
  }
});

Deno.test("getOriginalRoots() and getLatestRoots() take more objects than a stack holds numbers", async () => {
  const ids = Array.from({ length: 200_000 }, (_, index) => BigInt(index + 1));
  const timestamps = JSON.stringify({ timestamp: ids.map((_, index) => 1_600_000_000 + index) });
  const graph = chunkedgraphClient({
    fetch: (url) => {
      const asked = String(url).includes("root_timestamps");
      return Promise.resolve(new Response(asked ? timestamps : '{"nodes":[],"links":[]}'));
    },
  }, { server: "https://x.example.org", table: "t" });
  assertEquals([await graph.getOriginalRoots(ids), await graph.getLatestRoots(ids)], [[], []]);
});

Deno.test("what is not a list of ids is not read as one, though it has as many bytes", async () => {
  const page = "<!doctype html><html><title>Sign in</title><form action=/login></form></html>";
  const whole = page + " ".repeat(8 - page.length % 8);
  const answers = [
    { headers: { "content-type": "text/html" }, body: whole },
    { headers: {}, body: whole },
    { headers: { "content-type": "application/json" }, body: '{"a":12}' },
    { headers: { "content-type": "text/html" }, body: "" },
  ];
  const ids = Array.from({ length: whole.length / 8 }, (_, index) => BigInt(index + 1));
  for (const answer of answers) {
    await using server = startRawServer([answer]);
    const graph = chunkedgraphClient({}, { server: server.url, table: "t" });
    await assertRejects(() => graph.getMinimalCoveringNodes(ids), ApiError, "are not the ids");
    const asked = ids.slice(0, Math.max(1, answer.body.length / 8));
    await using again = startRawServer([answer]);
    const other = chunkedgraphClient({}, { server: again.url, table: "t" });
    await assertRejects(() => other.getRoots(asked), ApiError, "are not the ids");
  }
});
