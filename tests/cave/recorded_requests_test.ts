import { assertEquals } from "@std/assert";
import { type CaveClients, chunkedgraphClient, client } from "../../src/cave/mod.ts";
import { accessTokenAuthorizer } from "../../src/http/access_token_authorizer.ts";
import { moment, recorded, token } from "./_recorded.ts";

interface Seen {
  readonly method: string;
  readonly target: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A server that answers every question in a shape that fits it, and remembers it. */
function startRecorder(): { url: string; seen: Seen[] } & AsyncDisposable {
  const seen: Seen[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = await request.bytes();
    seen.push({
      method: request.method,
      target: pathname + search,
      headers: request.headers,
      body,
    });
    if (pathname.endsWith("_binary")) return new Response(body);
    if (pathname.endsWith("/post")) return Response.json("http://127.0.0.1/nglstate/api/v1/7");
    if (pathname.endsWith("/root")) return new Response('{"root_id": 864691135571546917}');
    const one = /\/(full|id)\/\w+$|\/nglstate\//.test(pathname);
    return Response.json(one ? {} : []);
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, seen, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** JSON with its whole numbers by their digits. */
function said(text: string): unknown {
  const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown => {
    return typeof value === "number" ? context?.source : value;
  };
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown);
}

const segment = 864691135571546917n;

const calls: Record<keyof typeof recorded, (cave: CaveClients, url: string) => Promise<unknown>> = {
  getTokens: ({ auth }) => auth.getTokens(),
  getUserInformation: ({ auth }) => auth.getUserInformation([1, 22, 3]),
  getGroupUsers: ({ auth }) => auth.getGroupUsers(5),
  getDatastacks: ({ info }) => info.getDatastacks(),
  getDatastackInfo: ({ info }) => info.getDatastackInfo(),
  imageMirror: ({ info }) => info.getDatastackInfo({ imageMirror: "m" }),
  getAlignedVolumes: ({ info }) => info.getAlignedVolumes(),
  getAlignedVolumeInfoById: ({ info }) => info.getAlignedVolumeInfoById({ alignedVolumeId: 1 }),
  getDatastacksByAlignedVolume: ({ info }) => {
    return info.getDatastacksByAlignedVolume({ alignedVolume: "av" });
  },
  getImageMirrors: ({ info }) => info.getImageMirrors(),
  uploadStateJson: ({ state }) =>
    state.uploadStateJson({
      layers: [{
        segments: [segment, String(segment), "9223372036854775813"],
        pos: ["1", "2"],
        f: 0.5,
        s: [7],
      }],
      u: "café",
    }),
  getStateJson: ({ state }) => state.getStateJson(5123456789012345678n),
  getRootId: (_cave, url) => graph(url).getRootId(segment, { timestamp: moment }),
  getRoots: (_cave, url) => graph(url).getRoots([segment, 2n ** 63n + 5n], { timestamp: moment }),
  queryTable: ({ post }) =>
    post("/materialize/api/v3/datastack/ds/version/1412/table/syn/query", {
      query: {
        return_pyarrow: "False",
        arrow_format: "False",
        split_positions: "True",
        direct_sql_pandas: "True",
      },
      json: {
        filter_in_dict: { syn: { pre_pt_root_id: [segment] } },
        filter_spatial_dict: { syn: { ctr_pt_position: [[0, 0, 0], [1, 1, 1]] } },
        limit: 3,
      },
    }),
};

function graph(url: string): ReturnType<typeof chunkedgraphClient> {
  const authorizer = accessTokenAuthorizer(token);
  return chunkedgraphClient({ authorizer }, { server: url, table: "tab1" });
}

for (const [name, [method, target, body]] of Object.entries(recorded)) {
  Deno.test(`${name}() sends what CAVEclient was recorded to send`, async () => {
    await using server = startRecorder();
    const record = { local_server: server.url, segmentation_source: "graphene://x/table/tab1" };
    const infoCache = name === "queryTable" ? { ds: record as never } : {};
    const cave = client({ token, serverAddress: server.url, datastack: "ds", infoCache });
    await calls[name as keyof typeof recorded](cave, server.url);
    const [request, ...more] = server.seen;
    assertEquals(more, []);
    assertEquals([request?.method, request?.target], [method, target]);
    assertEquals(request?.headers.get("authorization"), `Bearer ${token}`);
    assertEquals(request?.headers.has("cookie"), false);
    const sent = request?.body ?? new Uint8Array();
    if (name === "getRoots") assertEquals(sent.toHex(), body);
    else if (body === "") assertEquals(sent.length, 0);
    else assertEquals(said(new TextDecoder().decode(sent)), said(body));
    const kind = name === "queryTable" ? "application/json" : null;
    assertEquals(request?.headers.get("content-type"), kind);
  });
}
