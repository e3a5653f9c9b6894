import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { client, type DatastackInfo } from "../../../src/cave/mod.ts";
import { ApiError, NetworkError } from "../../../src/http/reply/errors.ts";
import { formatSource } from "../../../src/cave/services/source_format.ts";
import { startSandbox } from "../../../src/sandbox/mod.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";

const record = (image_source: string): unknown => ({ aligned_volume: { id: 1, image_source } });

Deno.test("getDatastackInfo() asks once for all who wait, and again after a failure", async () => {
  const answers = [{ status: 404, body: "no" }, { json: record("a") }];
  await using server = startRawServer((_request, index) => answers[Math.min(index, 1)] ?? {});
  const { info } = client({ serverAddress: server.url, datastack: "ds" });
  const both = await Promise.allSettled([info.getDatastackInfo(), info.imageSource()]);
  assertEquals(both.map(({ status }) => status), ["rejected", "rejected"]);
  assertEquals(server.requests.length, 1);
  assertEquals(await info.imageSource(), "a");
  assertEquals(await info.imageSource(), "a");
  assertEquals(server.requests.length, 2);
  await info.imageSource({ useStored: false });
  assertEquals(server.requests.length, 3);
});

Deno.test("a mirror's record does not take the place of the datastack's own", async () => {
  await using server = startRawServer(({ target }) => {
    return { json: record(target.includes("image_source_name=m") ? "mirror" : "own") };
  });
  const { info } = client({ serverAddress: server.url, datastack: "ds" });
  assertEquals(await info.imageSource({ imageMirror: "m" }), "mirror");
  assertEquals(await info.imageSource(), "own");
});

Deno.test("viewerResolution() takes x, y and z from one answer, also where it asks again", async () => {
  const axes = (value: number) => ({
    viewer_resolution_x: value,
    viewer_resolution_y: value,
    viewer_resolution_z: value,
  });
  await using server = startRawServer((_request, index) => ({ json: axes(index + 4) }));
  const { info } = client({ serverAddress: server.url, datastack: "ds" });
  assertEquals(await info.viewerResolution(), [4, 4, 4]);
  assertEquals(await info.viewerResolution({ useStored: false }), [5, 5, 5]);
});

Deno.test("what infoCache holds is not asked", async () => {
  await using sandbox = await startSandbox();
  const infoCache = { ds: { local_server: "https://l.example.org" } as DatastackInfo };
  const { info } = client({ serverAddress: sandbox.url, datastack: "ds", infoCache });
  assertEquals(await info.localServer(), "https://l.example.org");
  assertEquals(await info.annotationEndpoint(), "https://l.example.org/annotation");
  assertEquals(sandbox.requests.length, 0);
});

Deno.test("a datastack's name is one segment of the path, and has to be given", async () => {
  await using server = startRawServer([{ json: record("a") }]);
  const { info } = client({ serverAddress: server.url });
  await info.getDatastackInfo({ datastackName: "a/../b" });
  assertEquals(server.requests[0]?.target, "/info/api/v2/datastack/full/a%2F..%2Fb");
  await assertRejects(() => info.getDatastackInfo({ datastackName: ".." }), TypeError);
  await assertRejects(() => info.getDatastackInfo(), TypeError, "No datastack is named");
});

Deno.test("formatSource() keeps buckets, and tells images from segmentations", () => {
  const table = "https://l.example.org/segmentation/table/t";
  const cases = [
    ["gs://b/i", "image", ["precomputed://gs://b/i", "precomputed://gs://b/i"]],
    ["precomputed://gs://b/i", "image", ["precomputed://gs://b/i", "precomputed://gs://b/i"]],
    ["https://h/i", "image", ["precomputed://https://h/i", "precomputed://https://h/i"]],
    [`graphene://${table}`, "segmentation", [
      `graphene://${table}`,
      `graphene://middleauth+${table}`,
    ]],
    [table, "segmentation", [`graphene://${table}`, `graphene://middleauth+${table}`]],
  ] as const;
  for (const [source, kind, [cloudvolume, spelunker]] of cases) {
    assertEquals(formatSource(source, "raw", kind), source);
    assertEquals(formatSource(source, "cloudvolume", kind), cloudvolume);
    for (const format of ["spelunker", "cave_explorer", "cave-explorer"] as const) {
      assertEquals(formatSource(source, format, kind), spelunker);
    }
  }
});

Deno.test("a caller who gives up waits no longer for a datastack's record, which the others get", async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  let requests = 0;
  const serve = { hostname: "127.0.0.1", port: 0, onListen() {} };
  await using server = Deno.serve(serve, async ({ url: called }): Promise<Response> => {
    requests++;
    asked.resolve();
    await answered;
    const url = new URL(called).origin;
    return Response.json({
      segmentation_source: `graphene://${url}/segmentation/table/pcg`,
      local_server: url,
      aligned_volume: { id: 1, name: "v" },
    });
  });
  const { info, chunkedgraph } = client({
    token: "made-up",
    serverAddress: `http://127.0.0.1:${server.addr.port}`,
    datastack: "ds",
  });
  const others = info.getDatastackInfo();
  await asked.promise;
  const calls: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>> = {
    "the record": (signal) => info.getDatastackInfo({ signal }),
    "a part of it": (signal) => info.imageSource({ signal }),
    "the graph": (signal) => chunkedgraph.getRootId(1n, { signal }),
    "the graph's info": (signal) => chunkedgraph.segmentationInfo({ signal }),
  };
  for (const [what, call] of Object.entries(calls)) {
    const given = new AbortController();
    const waiting = call(given.signal);
    given.abort(new Error("enough"));
    const error = await assertRejects(() => waiting, NetworkError, undefined, what);
    assertEquals(error.reason, "aborted");
    assertStringIncludes(error.message, "/info/api/v2/datastack/full/ds");
  }
  const early = assertRejects(
    () => info.getDatastackInfo({ signal: AbortSignal.abort(new Error("at once")) }),
    NetworkError,
  );
  await early;
  answer();
  assertEquals((await others).aligned_volume.name, "v");
  assertEquals(requests, 1);
});

Deno.test("a datastack that the server does not know is an error that says to check its name", async () => {
  await using sandbox = await startSandbox();
  const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
  await assertRejects(
    () => info.getDatastackInfo({ datastackName: "minie65_public" }),
    ApiError,
    "Invalid table_id for service; check the name of the datastack",
  );
});
