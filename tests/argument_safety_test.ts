/** Arguments that mean what a reader expects, the same in every function of a family, or are refused. */

import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { chunkedgraphClient, client, type NodeId } from "../src/cave/mod.ts";
import * as chunkedgraph from "../src/cave/graph/chunkedgraph.ts";
import * as changes from "../src/cave/graph/chunkedgraph_changes.ts";
import * as history from "../src/cave/graph/chunkedgraph_history.ts";
import * as roots from "../src/cave/graph/chunkedgraph_roots.ts";
import { authClient } from "../src/globus/auth/mod.ts";
import { NetworkError } from "../src/http/reply/errors.ts";
import { v2, v3 } from "../src/tapis/mod.ts";
import { deleteData, transferClient, transferData } from "../src/globus/transfer/mod.ts";
import { startRawServer } from "./helpers/servers/raw_server.ts";

/** A `fetch` that must not be called. */
const silent = {
  retry: { retries: 0 },
  fetch: (input: unknown): Promise<Response> => {
    throw new Error(`Nothing was to be sent: ${input}`);
  },
};
const graph = chunkedgraphClient(silent, { server: "https://x.example.org", table: "t" });

/** Asks with a wrong value, which must be refused by its name before anything is sent. */
async function refused(call: () => Promise<unknown>, name: RegExp, what: string): Promise<void> {
  const error = await assertRejects(call, Error, undefined, what);
  const isArgument = error instanceof TypeError || error instanceof RangeError;
  assertEquals([isArgument, name.test(error.message)], [true, true], `${what}: ${error}`);
}

type Timed = (moment: never) => Promise<unknown>;
const timed: Readonly<Record<string, Timed>> = {
  getRootId: (timestamp) => graph.getRootId(1n, { timestamp }),
  getRoots: (timestamp) => graph.getRoots([1n], { timestamp }),
  isLatestRoots: (timestamp) => graph.isLatestRoots([1n], { timestamp }),
  "isLatestRoots of none": (timestamp) => graph.isLatestRoots([], { timestamp }),
  getRootTimestamps: (timestamp) => graph.getRootTimestamps([1n], { timestamp }),
  getLatestRoots: (timestamp) => graph.getLatestRoots(1n, { timestamp }),
  getOriginalRoots: (timestampPast) => graph.getOriginalRoots(1n, { timestampPast }),
  getLineageGraph: (timestampPast) => graph.getLineageGraph(1n, { timestampPast }),
  "getLineageGraph's end": (timestampFuture) => graph.getLineageGraph(1n, { timestampFuture }),
  getPastIds: (timestampPast) => graph.getPastIds([1n], { timestampPast }),
  "getPastIds' end": (timestampFuture) => graph.getPastIds([1n], { timestampFuture }),
  isValidNodes: (startTimestamp) => graph.isValidNodes([1n], { startTimestamp }),
  "isValidNodes' end": (endTimestamp) => graph.isValidNodes([1n], { endTimestamp }),
  getDeltaRoots: (timestampPast) => graph.getDeltaRoots(timestampPast),
  "getDeltaRoots' end": (timestampFuture) => graph.getDeltaRoots(1, { timestampFuture }),
};
for (const [name, call] of Object.entries(timed)) {
  Deno.test(`${name}() takes a moment as a date or in seconds, and refuses every other`, async () => {
    const wrong = [Date.now(), -1, Infinity, NaN, new Date(NaN), "2020-01-01", 5n, true, null];
    for (const moment of wrong) {
      await refused(() => call(moment as never), /timestamp/i, `${name}(${moment})`);
    }
  });
}

type OfOne = (id: NodeId) => Promise<unknown>;
type OfMany = (ids: Iterable<NodeId>) => Promise<unknown>;
const single: Readonly<Record<string, OfOne>> = {
  getRootId: (id) => graph.getRootId(id),
  getLeaves: (id) => graph.getLeaves(id),
  getChildren: (id) => graph.getChildren(id),
  level2ChunkGraph: (id) => graph.level2ChunkGraph(id),
  getChangeLog: (id) => graph.getChangeLog(id),
  getMergeLog: (id) => graph.getMergeLog(id),
};
const several: Readonly<Record<string, OfMany>> = {
  getRoots: (ids) => graph.getRoots(ids),
  getLeavesMany: (ids) => graph.getLeavesMany(ids),
  getMinimalCoveringNodes: (ids) => graph.getMinimalCoveringNodes(ids),
  getOperationDetails: (ids) => graph.getOperationDetails(ids),
  getPastIds: (ids) => graph.getPastIds(ids),
  getRootTimestamps: (ids) => graph.getRootTimestamps(ids),
  getTabularChangeLog: (ids) => graph.getTabularChangeLog(ids),
  isLatestRoots: (ids) => graph.isLatestRoots(ids),
  isValidNodes: (ids) => graph.isValidNodes(ids),
};
const oneOrSeveral: Readonly<Record<string, (ids: NodeId | Iterable<NodeId>) => Promise<unknown>>> =
  {
    getLatestRoots: (ids) => graph.getLatestRoots(ids),
    getLineageGraph: (ids) => graph.getLineageGraph(ids),
    getOriginalRoots: (ids) => graph.getOriginalRoots(ids),
  };
/** The names that the functions have for their ids. */
const idNames = /\b(root|supervoxel|node|operation)Ids?\b/;

Deno.test("every function of the chunkedgraph that takes ids is tried here", () => {
  const tried = [single, several, oneOrSeveral].flatMap((part) => Object.keys(part)).sort();
  const without = ["getDeltaRoots", "segmentationInfo"];
  const there = [chunkedgraph, changes, history, roots].flatMap((module) => Object.keys(module));
  assertEquals(tried, there.filter((name) => !without.includes(name)).sort());
});

Deno.test("an id is a bigint, decimal text or an exact number, alike in every function", async () => {
  const wrong = ["", " 5", "0x5", "5.0", "5,6", "five", 5.5, 2 ** 60, -1, NaN, -1n, 2n ** 64n];
  for (const [name, call] of Object.entries({ ...single, ...oneOrSeveral })) {
    for (const id of wrong) await refused(() => call(id), idNames, `${name}(${id})`);
  }
  for (const [name, call] of Object.entries({ ...several, ...oneOrSeveral })) {
    for (const id of wrong) await refused(() => call([1n, id]), idNames, `${name}([1n, ${id}])`);
  }
});

Deno.test("an id is the same one however it is written, alike in every function", async () => {
  await using server = startRawServer([{ status: 404 }]);
  const place = { server: server.url, table: "t" };
  const asking = chunkedgraphClient({}, place) as unknown as Record<
    string,
    (ids: unknown) => Promise<unknown>
  >;
  for (const name of Object.keys({ ...single, ...several, ...oneOrSeveral })) {
    for (const id of [864691135571546n, "864691135571546", 864691135571546]) {
      const given = Object.hasOwn(several, name) ? [id] : id;
      await assertRejects(() => asking[name]?.(given) ?? Promise.resolve());
    }
  }
  const asked = server.requests.map(({ target, body }) => `${target} ${body}`);
  assertEquals(asked.length, 3 * 18);
  for (const [index, one] of asked.entries()) {
    assertEquals(one, asked[index - index % 3]);
    // A list that is asked for with bytes has eight for each id.
    if (!one.includes("roots_binary")) assertMatch(one, /(\D|%5B)864691135571546(\D|$)/);
  }
});

Deno.test("a list is not a single id, and an empty one asks for nothing, alike in every function", async () => {
  for (const [name, call] of Object.entries(several)) {
    for (const id of ["5", 5, 5n, null, {}, undefined, new String("5")]) {
      await refused(() => call(id as never), idNames, `${name}(${Deno.inspect(id)})`);
    }
    const result = await call([]);
    const sizes = result instanceof Map
      ? [result.size]
      : Array.isArray(result)
      ? [result.length]
      : Object.values(result as Record<string, Map<unknown, unknown>>).map(({ size }) => size);
    assertEquals(new Set(sizes), new Set([0]), name);
  }
  for (const [name, call] of Object.entries(single)) {
    for (const ids of [[5n], [], new Set([5n])]) {
      await refused(() => call(ids as never), idNames, `${name}(${Deno.inspect(ids)})`);
    }
  }
  for (const [name, call] of Object.entries(oneOrSeveral)) {
    await refused(() => call([]), idNames, `${name}([])`);
  }
});

const { auth } = client({ ...silent, token: "made-up", serverAddress: "https://x.example.org" });
const { info } = client({
  ...silent,
  ...{ token: "made-up", serverAddress: "https://x.example.org", datastack: "d" },
});
const counted: Readonly<Record<string, readonly [string, (id: never) => Promise<unknown>]>> = {
  deleteToken: ["tokenId", (id) => auth.deleteToken(id)],
  getGroupUsers: ["groupId", (id) => auth.getGroupUsers(id)],
  getUserNames: ["userIds", (id) => auth.getUserNames([id])],
  getUserInformation: ["userIds", (id) => auth.getUserInformation([id])],
  getAlignedVolumeInfoById: ["alignedVolumeId", (id) => {
    return info.getAlignedVolumeInfoById({ alignedVolumeId: id });
  }],
};
Deno.test("an id that CAVE counts is a whole number or its digits, alike in every function", async () => {
  for (const [name, [argument, call]] of Object.entries(counted)) {
    for (const id of [-1, 1.5, NaN, "", "7a", " 7", 7n, null, {}, [7], true]) {
      const what = `${name}(${Deno.inspect(id)})`;
      await refused(() => call(id as never), new RegExp(`\\b${argument}\\b`), what);
    }
    // An id that is good is asked for, which nobody answers here.
    for (const id of [7, "7"]) {
      await assertRejects(() => call(id as never), NetworkError);
    }
  }
});

Deno.test("an id of Globus or Tapis is a text: a number, mostly an index by mistake, is refused", async () => {
  const transfer = transferClient(silent);
  const tapis = v3.tapisClient({ ...silent, baseUrl: "https://x.example.org" });
  const two = v2.tapisClient({ ...silent, baseUrl: "https://x.example.org" });
  const calls: Readonly<Record<string, readonly [string, (id: never) => Promise<unknown>]>> = {
    getTask: ["taskId", async (id) => await transfer.getTask(id)],
    taskEventList: ["taskId", async (id) => await transfer.taskEventList(id).collect()],
    cancelTask: ["taskId", async (id) => await transfer.cancelTask(id)],
    taskWait: ["taskId", async (id) => await transfer.taskWait(id)],
    watchTask: ["taskId", async (id) => await transfer.watchTask(id).done],
    operationLs: ["endpointId", async (id) => await transfer.operationLs(id)],
    getEndpointAclRule: ["ruleId", async (id) => await transfer.getEndpointAclRule("e", id)],
    deleteEndpointRole: ["roleId", async (id) => await transfer.deleteEndpointRole("e", id)],
    getBookmark: ["bookmarkId", async (id) => await transfer.getBookmark(id)],
    getTransferTask: ["transferId", async (id) => await tapis.getTransferTask(id)],
    getClient: ["clientId", async (id) => await tapis.getClient(id)],
    listFiles: ["systemId", async (id) => await tapis.listFiles(id, "a").collect()],
    clientsGet: ["clientName", (id) => {
      return two.clientsGet(id, { username: "u", password: "p" });
    }],
  };
  for (const [name, [argument, call]] of Object.entries(calls)) {
    for (const id of [5, 0, 5n, NaN, null, undefined, ["a"], new Map(), ""]) {
      const what = `${name}(${Deno.inspect(id)})`;
      await refused(() => call(id as never), new RegExp(`\\b${argument}\\b`), what);
    }
  }
});

Deno.test("identities are looked up by one, by several or by a list, and never by none", async () => {
  const asked: string[] = [];
  const auth = authClient({
    fetch: (input) => {
      asked.push(new URL(String(input)).searchParams.get("ids") ?? "");
      return Promise.resolve(Response.json({ identities: [] }));
    },
  });
  for (const ids of ["a", ["a"], new Set(["a"])]) await auth.getIdentities({ ids });
  for (const ids of ["a,b", ["a", "b"]]) await auth.getIdentities({ ids });
  assertEquals(asked.splice(0), ["a", "a", "a", "a,b", "a,b"]);
  for (const wrong of [[], new Set<string>(), [""], [5], 5, null]) {
    await assertRejects(() => auth.getIdentities({ ids: wrong as never }), TypeError);
    await assertRejects(() => auth.getIdentities({ usernames: wrong as never }), TypeError);
  }
  assertEquals(asked, []);
});

Deno.test("a filter is text, or fields with texts: anything else is refused and not sent as nonsense", async () => {
  const transfer = transferClient(silent);
  for (
    const filter of [5, true, null, ["a"], new Map(), { a: 5 }, { a: [5] }, { a: null }]
  ) {
    const list = async (): Promise<unknown> => {
      return await transfer.taskList({ filter: filter as never }).collect();
    };
    await assertRejects(list, TypeError, "filter");
  }
});

Deno.test("a deadline in parts takes numbers of units that there are", () => {
  const now = (): number => 0;
  for (
    const deadline of [{ days: "1" }, { minutes: null }, { weeks: 1 }, {}, { hours: NaN }, 5, true]
  ) {
    const wrong = deadline as never;
    assertThrows(() => transferData("a", "b", { deadline: wrong, now }), RangeError, "deadline");
    assertThrows(() => deleteData("a", { deadline: wrong, now }), RangeError, "deadline");
  }
  assertEquals(
    transferData("a", "b", { deadline: { minutes: 1, seconds: 30 }, now }).deadline,
    "1970-01-01T00:01:30.000Z",
  );
});
