import { assertEquals, assertNotEquals } from "@std/assert";
import { accessTokenAuthorizer } from "../../../src/globus/auth/mod.ts";
import * as module from "../../../src/globus/transfer/mod.ts";
import { programs, scenario } from "../comparison/_scenario.ts";
import { assertSameRequests, type Sent, sorted } from "../comparison/_same_requests.ts";
import { camelCase, type Fields, rows } from "./_transfer_calls.ts";
import { differences } from "./_transfer_differences.ts";
import { tunnelCalls } from "./_tunnel_calls.ts";

const { globusSdk } = programs;
const script = "globus_sdk_transfer.py";

/** A request as it arrived; the path without what names the call. */
interface Arrived extends Sent {
  readonly authorization: string | null;
  readonly type: string | null;
}

/** What keyferry has beside operations, and what is more than an operation of the service. */
const others = [
  "collectionClient",
  "deleteData",
  "download",
  "downloadFile",
  "faultOf",
  "findPlace",
  "placeById",
  "submitMany",
  "transferBatch",
  "transferClient",
  "transferData",
  "upload",
  "uploadFile",
  "walk",
  "watchTask",
];

/** Operations that version 4 of the SDK does not have. */
const gone = [
  "add_endpoint_server",
  "create_endpoint",
  "delete_endpoint_server",
  "endpoint_activate",
  "endpoint_autoactivate",
  "endpoint_deactivate",
  "endpoint_get_activation_requirements",
  "operation_symlink",
  "update_endpoint_server",
];

/** Methods of the SDK's client that keyferry does not have: tunnels, and scopes of its own apps. */
const theirsAlone = ["add_app_data_access_scope", ...tunnelCalls.map(([name]) => name)];

/**
 * A server that keeps what each call sends. The first two segments of a path name who calls, and
 * which row it is; a list has two pages.
 */
function startRecorder(): { url: string; sent: Map<string, Arrived[]> } & AsyncDisposable {
  const sent = new Map<string, Arrived[]>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const url = new URL(request.url);
    const [, who, row, ...rest] = url.pathname.split("/");
    const text = await request.text();
    const before = sent.get(`${who}/${row}`) ?? [];
    sent.set(`${who}/${row}`, [...before, {
      method: request.method,
      path: `/${rest.join("/")}`,
      query: sorted([...url.searchParams]),
      authorization: request.headers.get("authorization"),
      type: request.headers.get("content-type"),
      body: text === "" ? undefined : JSON.parse(text),
    }]);
    return Response.json(answerTo(before.length));
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    sent,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A document that every operation takes for its own; a list ends with its second page. */
function answerTo(before: number): Fields {
  const more = before === 0;
  return {
    DATA_TYPE: "result",
    DATA: [{ id: String(before) }],
    shared_endpoints: [{ id: String(before) }],
    has_next_page: more,
    total: 2,
    last_key: "key é",
    next_marker: more ? "marker é" : null,
    next_token: more ? "token é" : null,
    value: "S",
    task_id: "T",
    id: "B",
    name: "n",
    endpoint_id: "E",
    access_id: "A",
    done: true,
    path: "/",
    status: "SUCCEEDED",
    code: "Accepted",
  };
}

scenario([globusSdk], "every transfer operation of both has a row here", async (stage) => {
  const [answer] = await stage.ask(globusSdk, script, [["operations"]]);
  const [theirs] = answer as [string[], string[]];
  const called = [...new Set(rows.map(({ name }) => name))];
  const exported = Object.entries(module).flatMap(([name, value]) => {
    return typeof value === "function" ? [name] : [];
  });
  assertEquals(exported.toSorted(), [...called, ...gone].map(camelCase).concat(others).toSorted());
  assertEquals(theirs.toSorted(), [...called, ...theirsAlone].toSorted());
});

scenario(
  [globusSdk],
  "transferClient() sends what the SDK sends, apart from what is listed",
  async (stage) => {
    await using recorder = startRecorder();
    const { url, sent } = recorder;
    const authorizer = accessTokenAuthorizer("made-up");
    for (const [index, row] of rows.entries()) {
      await row.ours(module.transferClient({ authorizer, baseUrl: `${url}/ours/${index}` }));
    }
    const calls = rows.map((row, index) => row.theirs(`${url}/theirs/${index}`));
    const [answer] = await stage.ask(globusSdk, script, [["operations"], ...calls]);
    const [, paged] = answer as [string[], string[]];
    const sentBy = (who: string): Arrived[][] => {
      return rows.map((_, index) => sent.get(`${who}/${index}`) ?? []);
    };
    const [theirs, ours] = [sentBy("theirs"), sentBy("ours")];
    for (const [index, { name }] of rows.entries()) {
      assertNotEquals(theirs[index], [], `${name} sends something`);
      if (paged.includes(name)) assertEquals(ours[index]?.length, 2, `${name} has two pages`);
    }
    assertSameRequests(rows, { theirs, ours }, differences);
  },
);
