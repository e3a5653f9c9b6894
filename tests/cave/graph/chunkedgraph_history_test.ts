import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type ChunkedgraphClient, chunkedgraphClient } from "../../../src/cave/mod.ts";

/** The service adds an object to the graph before it looks at its time, so the first ones beyond are in it. */
const lineage = {
  directed: true,
  multigraph: false,
  graph: {},
  nodes: [
    { id: 1, timestamp: 50 },
    { id: 2, timestamp: 100, operation_id: 7 },
    { id: 3, timestamp: 200, operation_id: 8 },
    { id: 4, timestamp: 301, operation_id: 9 },
  ],
  links: [{ source: 1, target: 2 }, { source: 2, target: 3 }, { source: 3, target: 4 }],
};

async function withGraph(
  times: readonly unknown[],
  work: (graph: ChunkedgraphClient, queries: string[]) => Promise<void>,
): Promise<void> {
  const queries: string[] = [];
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname, search } = new URL(request.url);
    queries.push(search);
    return Response.json(pathname.endsWith("root_timestamps") ? { timestamp: times } : lineage);
  });
  const place = { server: `http://127.0.0.1:${server.addr.port}`, table: "t" };
  await work(chunkedgraphClient({}, place), queries);
}

Deno.test("getLineageGraph() leaves out what lies beyond its border only when it is told to", async () => {
  await withGraph([], async (graph) => {
    const span = { timestampPast: 100, timestampFuture: 300 };
    assertEquals((await graph.getLineageGraph(2n, span)).nodes.length, 4);
    const inside = await graph.getLineageGraph(2n, {
      ...span,
      excludeLinksToFuture: true,
      excludeLinksToPast: true,
    });
    assertEquals(inside.nodes.map(({ id }) => id), [2n, 3n]);
    assertEquals(inside.links, [{ source: 2n, target: 3n }]);
  });
});

Deno.test("getLatestRoots() gives no object that came to be after the moment", async () => {
  await withGraph([100], async (graph, queries) => {
    assertEquals(await graph.getLatestRoots(2n, { timestamp: 300 }), [3n]);
    assertEquals(queries[1], "?timestamp_past=100&timestamp_future=300");
  });
  // Earlier than the object: what it was then, and nothing where none of it was there.
  await withGraph([200], async (graph, queries) => {
    assertEquals(await graph.getLatestRoots(3n, { timestamp: 120 }), [2n]);
    assertEquals(queries[1], "?timestamp_past=120&timestamp_future=200");
    assertEquals(await graph.getLatestRoots(3n, { timestamp: 99 }), [1n]);
    assertEquals(await graph.getLatestRoots(3n, { timestamp: 49 }), []);
  });
});

Deno.test("a root timestamp of 0 or null is not known, and bounds nothing", async () => {
  await withGraph([0, null, 5], async (graph) => {
    const ids = [1n, 2n, 3n];
    assertEquals(await graph.getRootTimestamps(ids), [undefined, undefined, 5]);
    assertEquals(await graph.getRootTimestamps(ids, { latest: true }), [
      undefined,
      undefined,
      4.999,
    ]);
  });
  await withGraph([0], async (graph, queries) => {
    await graph.getLatestRoots(2n, { timestamp: 300 });
    assertEquals(queries[1], "?timestamp_future=300");
  });
  for (const wrong of [-1, "5", 1e12]) {
    await withGraph([wrong], async (graph) => {
      await assertRejects(() => graph.getRootTimestamps([1n]), Error, '"timestamp" where a time');
    });
  }
});

Deno.test("a moment in milliseconds, or of no time, is refused before anything is sent", async () => {
  await withGraph([5], async (graph, queries) => {
    for (const moment of [1704164645678, -1, Infinity, new Date("never"), Number.NaN]) {
      for (
        const act of [
          () => graph.getRootId(5n, { timestamp: moment }),
          () => graph.getDeltaRoots(moment),
          () => graph.isValidNodes([5n], { endTimestamp: moment }),
          () => graph.getLatestRoots(5n, { timestamp: moment }),
          () => graph.getPastIds([5n], { timestampFuture: moment }),
        ]
      ) {
        const error = await assertRejects(act);
        assertThrows(
          () => {
            throw error;
          },
          error instanceof RangeError ? RangeError : TypeError,
          "must be a date, or",
        );
      }
    }
    assertEquals(queries, []);
  });
});

/** A graph whose lineage lacks the edit that made 4 of 3. */
async function withStaleLineage(
  latest: (id: number) => boolean,
  work: (graph: ChunkedgraphClient) => Promise<void>,
): Promise<void> {
  const links: Record<string, number[]> = { "1": [2, 3], "3": [4, 5] };
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      const body: Record<string, number[]> = await request.json();
      const ids = body["root_ids"] ?? body["node_ids"] ?? [];
      if (pathname.endsWith("root_timestamps")) {
        return Response.json({
          timestamp: ids.map(() => 100),
        });
      }
      if (pathname.endsWith("is_latest_roots")) {
        return Response.json({
          is_latest: ids.map(latest),
        });
      }
      const made = ids.flatMap((id) => (links[id] ?? []).map((target) => ({ source: id, target })));
      const nodes = [...ids, ...made.map(({ target }) => target)].map((id) => ({
        id,
        timestamp: 100,
      }));
      return Response.json({ ...lineage, nodes, links: made });
    },
  );
  const place = { server: `http://127.0.0.1:${server.addr.port}`, table: "t" };
  await work(chunkedgraphClient({}, place));
}

Deno.test("getLatestRoots() gives what the lineage says, and with verify follows what was superseded", async () => {
  await withStaleLineage((id) => id !== 1 && id !== 3, async (graph) => {
    assertEquals(await graph.getLatestRoots(1n), [2n, 3n]);
    assertEquals(await graph.getLatestRoots(1n, { verify: true }), [2n, 4n, 5n]);
    assertEquals(await graph.getLatestRoots([1n, 3n], { verify: true }), [2n, 4n, 5n]);
  });
});

Deno.test("getLatestRoots() with verify names what is superseded by nothing that is told", async () => {
  await withStaleLineage((id) => id === 2, async (graph) => {
    const error = await assertRejects(() => graph.getLatestRoots(1n, { verify: true }), Error);
    assertEquals(/calls 4, 5 superseded/.test(error.message), true, error.message);
  });
  await withStaleLineage(() => false, async (graph) => {
    await assertRejects(
      () => graph.getLatestRoots(2n, { verify: true }),
      Error,
      "calls 2 superseded",
    );
  });
});
