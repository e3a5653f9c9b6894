/**
 * The sandbox's chunkedgraph, held against the source of the real one: CAVEconnectome/PyChunkedGraph 2.21.1
 * (`app/segmentation/common.py`, `app/common.py`, `graph/chunkedgraph.py`, `graph/lineage.py`,
 * `graph/segmenthistory.py`, `graph/subgraph.py`, `graph/misc.py`). Five supervoxels are from `first` on, three
 * from `second` on, two more; objects 0 and 1 were merged into 3, which was split into 4 and 5.
 */

import { assertEquals, assertMatch } from "@std/assert";
import { request } from "node:http";
import { startSandbox } from "../../../src/sandbox/mod.ts";
import { type Reply, send } from "../_sandbox.ts";

const [first, second] = [89309001002348421n, 89309001002348426n];
const [piece, untouched] = [161366595040165888n, 864691135571546919n];
const object = (index: number): bigint => 864691135571546917n + BigInt(index);
const [january, february, spring] = [[0, 15], [1, 1], [3, 1]]
  .map(([month = 0, day]) => Date.UTC(2024, month, day) / 1000);

interface Graph extends AsyncDisposable {
  get(path: string): Promise<Reply>;
  post(path: string, body: string | Uint8Array<ArrayBuffer>): Promise<Reply>;
  /** A GET with a body, which `fetch` does not send. */
  getWith(path: string, body: string): Promise<Reply>;
}

async function graph(): Promise<Graph> {
  const sandbox = await startSandbox();
  const place = `${sandbox.url}/segmentation/api/v1/table/sandbox_cortex/`;
  const headers = { authorization: `Bearer ${sandbox.tokens.cave}` };
  return {
    get: (path) => send(place + path, { headers }),
    post: (path, body) => send(place + path, { method: "POST", headers, body }),
    getWith: (path, body) => {
      const { promise, resolve, reject } = Promise.withResolvers<Reply>();
      const all = { ...headers, "content-length": `${body.length}` };
      request(place + path, { headers: all }, async (response) => {
        let text = "";
        for await (const part of response.setEncoding("utf8")) text += part;
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(),
          body: undefined,
          text,
        });
      }).on("error", reject).end(body);
      return promise;
    },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

/** Eight bytes each, the lowest first. */
function bytesOf(...ids: bigint[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new BigUint64Array(ids).buffer);
}

function nodes(...ids: (bigint | string)[]): string {
  return `{"node_ids": [${ids.join(", ")}]}`;
}

function roots(...ids: bigint[]): string {
  return `{"root_ids": [${ids.join(", ")}]}`;
}

Deno.test("an object is its own root, also one that was edited since, and a supervoxel its own first layer", async () => {
  await using cave = await graph();
  const rootOf = async (path: string): Promise<string> => (await cave.get(`node/${path}`)).text;
  assertEquals(await rootOf(`${object(0)}/root`), `{"root_id": ${object(0)}}`);
  assertEquals(await rootOf(`${first}/root?stop_layer=1`), `{"root_id": ${first}}`);
  assertEquals(await rootOf(`${first}/root?stop_layer=2`), `{"root_id": ${piece}}`);
  for (const layer of [0, 3, 12]) {
    const text = await rootOf(`${first}/root?stop_layer=${layer}`);
    assertEquals(text, `{"root_id": ${object(4)}}`, `layer ${layer}`);
  }
});

Deno.test("a root that is not there is 500 for one node, 0 beside others, and the id itself among none", async () => {
  await using cave = await graph();
  const one = await cave.get(`node/7/root?timestamp=${january}`);
  assertEquals([one.status, one.body.code], [500, 500]);
  assertEquals(one.body.message, "Cannot find root id 7, 12, 2024-01-15 00:00:00+00:00");
  assertEquals(Array.isArray(one.body.traceback), true);
  assertEquals((await cave.get(`node/${first}/root?timestamp=5`)).status, 500);
  const many = async (path: string, ...ids: bigint[]): Promise<string> => {
    return (await cave.post(path, nodes(...ids))).text;
  };
  assertEquals(await many("roots", first, 7n), `{"root_ids": [${object(4)}, 0]}`);
  assertEquals(await many("roots", 7n, 8n), '{"root_ids": [7, 8]}');
  assertEquals(await many("roots?timestamp=5", first), `{"root_ids": [${first}]}`);
  const binary = await cave.post("roots_binary", bytesOf(first, object(0)));
  assertEquals(binary.status, 200);
});

Deno.test("what is wrong in a question is 500, but for its times and the layer of one root", async () => {
  await using cave = await graph();
  const failures: [Promise<Reply>, string | RegExp][] = [
    [cave.get("node/word/root"), "invalid literal for int() with base 10: 'word'"],
    [cave.post("roots_binary", new Uint8Array(7)), /multiple of element size/],
    [cave.post("roots?stop_layer=13", nodes(first)), ""],
    [cave.post("roots?stop_layer=x", nodes(first)), /invalid literal/],
    [cave.post("is_latest_roots", ""), "Expecting value: line 1 column 1 (char 0)"],
    [cave.post("is_latest_roots", "{}"), "'node_ids'"],
    [cave.post("is_latest_roots", nodes('"x"')), /invalid literal/],
    [cave.get("operation_details?operation_ids=1,2"), /Expecting|Extra data/],
  ];
  for (const [reply, words] of failures) {
    const { status, body } = await reply;
    assertEquals([status, body.code], [500, 500]);
    if (typeof words === "string") assertEquals(body.message, words);
    else assertMatch(body.message, words);
  }
  const refusals: [string, string][] = [
    [
      `node/${first}/root?timestamp=now`,
      "Timestamp parameter timestamp is not a valid unix timestamp",
    ],
    [
      `node/${first}/root?timestamp=`,
      "Timestamp parameter timestamp is not a valid unix timestamp",
    ],
    // Milliseconds: a year that Python does not know.
    [
      `node/${first}/root?timestamp=1706745600000`,
      "Timestamp parameter timestamp is not a valid unix timestamp",
    ],
    [
      `node/${first}/root?stop_layer=x`,
      "stop_layer is not an integer invalid literal for int() with base 10: 'x'",
    ],
    ["delta_roots", "Timestamp parameter timestamp_past is mandatory"],
  ];
  for (const [path, words] of refusals) {
    const { status, body } = await cave.get(path);
    assertEquals([status, body.code, body.message], [400, 400, `[400]: ${words}`]);
    assertMatch(body.timestamp, /^\d{4}-\d\d-\d\d \d\d:/);
  }
});

Deno.test("nothing is below a supervoxel, nor below what is not there", async () => {
  await using cave = await graph();
  for (const id of [first, 7n, object(70)]) {
    assertEquals((await cave.get(`node/${id}/children`)).text, '{"children_ids": []}');
    assertEquals((await cave.get(`node/${id}/leaves`)).text, '{"leaf_ids": []}');
  }
  assertEquals(
    (await cave.get(`node/${object(5)}/leaves?stop_layer=12`)).text,
    `{"leaf_ids": [${object(5)}]}`,
  );
  assertEquals((await cave.get(`node/${object(5)}/leaves?stop_layer=3`)).text, '{"leaf_ids": []}');
  const many = await cave.post("node/leaves_many", nodes(first, piece + 70n));
  assertEquals(many.text, `{"${first}": [${first}], "${piece + 70n}": []}`);
  const whole = await cave.get(`node/${object(3)}/lvl2_graph`);
  assertEquals(whole.headers.get("used-bounds"), "False");
});

Deno.test("covering nodes end below objects: a whole one is left out, and nothing else is 500", async () => {
  await using cave = await graph();
  const covering = (...ids: bigint[]): Promise<Reply> =>
    cave.post("minimal_covering_nodes", nodes(...ids));
  assertEquals((await covering(first, first + 1n, first + 2n)).text, `[${piece}]`);
  assertEquals((await covering(first, second)).text, `[${first}, ${second}]`);
  const { status, body } = await covering(second, second + 1n, second + 2n);
  assertEquals([status, body.message], [500, "need at least one array to concatenate"]);
});

Deno.test("a node is valid in a span in which it was made or edited, and latest where it is not an object", async () => {
  await using cave = await graph();
  const valid = async (span: string, ...ids: bigint[]): Promise<string> => {
    return (await cave.getWith(`valid_nodes${span}`, nodes(...ids))).text;
  };
  const some = [object(0), object(4), piece, first, 7n];
  assertEquals(await valid("", ...some), `{"valid_roots": [${some.slice(0, 4).join(", ")}]}`);
  assertEquals(await valid(`?start_timestamp=${spring}`, ...some), '{"valid_roots": []}');
  assertEquals(
    await valid(`?start_timestamp=${january}&end_timestamp=${spring}`, ...some),
    `{"valid_roots": [${object(0)}, ${object(4)}, ${piece}]}`,
  );
  const latest = await cave.post("is_latest_roots", nodes(object(4), object(3), piece, first, 7n));
  assertEquals(latest.body, { is_latest: [true, false, true, false, false] });
});

Deno.test("times of nodes are told where all are known, not at all where none is, and else 500", async () => {
  await using cave = await graph();
  const times = (query: string, ...ids: bigint[]): Promise<Reply> => {
    return cave.post(`root_timestamps${query}`, nodes(...ids));
  };
  assertEquals((await times("", object(3))).body, { timestamp: [february] });
  assertEquals((await times("", 7n, first)).body, { timestamp: [] });
  const some = await times("", object(3), 7n);
  assertEquals([some.status, some.body.message], [500, "np.uint64(7)"]);
  const unmade = await times(`?latest=True&timestamp=${january}`, object(3));
  assertEquals([unmade.status, unmade.body.message], [500, "pop from an empty deque"]);
});

Deno.test("a lineage names the edit that ended each object, and is 500 for what is not an object", async () => {
  await using cave = await graph();
  const ask = (body: string, query = ""): Promise<Reply> => {
    return cave.post(`lineage_graph_multiple${query}`, body);
  };
  const operations = [
    ...(await ask(roots(object(5)))).text.matchAll(/"timestamp": (\d+)(, "operation_id": (\d))?/g),
  ]
    .map(([, , , id]) => id);
  assertEquals(operations, [undefined, "2", "1", "1"]);
  // The object that was asked for is told of, also where it was over before the span.
  const { text } = await ask(roots(object(0)), `?timestamp_past=${spring}&timestamp_future=5`);
  assertEquals(text.match(/"id"/g)?.length, 1);
  for (const path of [`root/${first}`, `root/${object(70)}`]) {
    for (const log of ["change_log", "merge_log", "tabular_change_log"]) {
      assertEquals((await cave.get(`${path}/${log}`)).status, 500);
    }
  }
  assertEquals((await ask(roots(object(70)))).status, 500);
});

Deno.test("logs count mergers, name people by text, and tell the pairs of supervoxels of an edit", async () => {
  await using cave = await graph();
  const { body } = await cave.get(`root/${object(5)}/change_log`);
  assertEquals([body.n_mergers, body.n_splits, body.n_merges], [1, 1, undefined]);
  assertEquals(body.user_info, { "7": { n_splits: 1, n_mergers: 1 } });
  const { text } = await cave.get(`root/${object(5)}/tabular_change_log`);
  assertEquals(JSON.parse(text).user_id, { "0": "7", "1": "7" });
  // The other half of the split is in no lineage of this one.
  assertEquals(text.includes(`"after_root_ids": {"0": [${object(3)}], "1": [${object(5)}]}`), true);
  const details = await cave.get("operation_details?operation_ids=[1, 2, 9]");
  assertEquals(Object.keys(details.body), ["1", "2"]);
  assertEquals(Object.keys(details.body["2"]).sort(), [
    ...["operation_status", "removed_edges", "roots", "sink_coords", "sink_ids"],
    ...["source_coords", "source_ids", "timestamp", "user"],
  ]);
  assertEquals(details.body["1"].timestamp, "2024-02-01 00:00:00+00:00");
});

Deno.test("changed objects are told with what later edits ended, and what each was made of", async () => {
  await using cave = await graph();
  const { text } = await cave.get(`delta_roots?timestamp_past=${january}`);
  const [old, made] = [[0, 1, 3, 3], [3, 4, 5]].map((list) => list.map(object).join(", "));
  assertEquals(text, `{"old_roots": [${old}], "new_roots": [${made}]}`);
});

Deno.test("an old object's future is one id, and not told where a split or a single parent is between", async () => {
  await using cave = await graph();
  const past = async (...ids: bigint[]): Promise<string> => {
    return (await cave.getWith(`past_id_mapping?timestamp_future=${january}`, roots(...ids))).text;
  };
  assertEquals(
    await past(untouched),
    `{"past_id_map": {"${untouched}": [${untouched}]}, "future_id_map": {"${untouched}": ${untouched}}}`,
  );
  assertEquals(
    await past(object(5)),
    `{"past_id_map": {"${object(5)}": [${object(0)}, ${object(1)}]}, "future_id_map": {}}`,
  );
});

Deno.test("its versions are told to those who have a token, as all else below its prefix", async () => {
  // `app/segmentation/generic/routes.py`: both are `auth_required`.
  await using sandbox = await startSandbox();
  const authorization = `Bearer ${sandbox.tokens.cave}`;
  for (const [name, answer] of [["version", "2.21.1"], ["versions", [0, 1]]] as const) {
    const url = `${sandbox.url}/segmentation/api/${name}`;
    assertEquals((await send(url)).status, 302);
    assertEquals((await send(url, { headers: { authorization: "Bearer x" } })).status, 401);
    assertEquals((await send(url, { headers: { authorization } })).body, answer);
  }
});
