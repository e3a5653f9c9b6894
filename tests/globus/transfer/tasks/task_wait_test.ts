import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type TaskWaitOptions,
  type TransferClient,
  transferClient,
  transferData,
} from "../../../../src/globus/transfer/mod.ts";
import {
  ApiError,
  AuthorizationRequiredError,
  NetworkError,
} from "../../../../src/http/reply/errors.ts";
import { responseOf } from "../../../../src/http/reply/reply.ts";
import { accessTokenAuthorizer } from "../../../../src/http/access_token_authorizer.ts";
import { patience } from "../../../helpers/patient.ts";
import {
  type Answer,
  type RawServer,
  startRawServer,
} from "../../../helpers/servers/raw_server.ts";

const active = {
  json: { DATA_TYPE: "task", task_id: "T", status: "ACTIVE", bytes_transferred: 1 },
};

function ended(status: string): Answer {
  return { json: { DATA_TYPE: "task", task_id: "T", status, bytes_transferred: 2 } };
}

function clientOf(server: { url: string }): { transfer: TransferClient; delays: number[] } {
  const { sleep, delays } = patience();
  const authorizer = accessTokenAuthorizer("made-up");
  return { transfer: transferClient({ baseUrl: server.url, authorizer, sleep }), delays };
}

function targets(server: RawServer): string[] {
  return server.requests.map(({ method, target }) => `${method} ${target}`);
}

Deno.test("taskWait() looks and sleeps as often as the Python SDK's task_wait", async () => {
  const table: readonly [TaskWaitOptions, number, number[]][] = [
    [{ timeout: 5, pollingInterval: 1 }, 6, [1, 1, 1, 1, 1]],
    [{ timeout: 1, pollingInterval: 1 }, 2, [1]],
    [{}, 2, [10]],
    [{ timeout: 10, pollingInterval: 3 }, 4, [3, 3, 3]],
    [{ timeout: 5, pollingInterval: 60 }, 2, [5]],
    [{ timeout: 2.5, pollingInterval: 1 }, 3, [1, 1]],
  ];
  for (const [options, looks, sleeps] of table) {
    await using server = startRawServer([active]);
    const { transfer, delays } = clientOf(server);
    assertEquals(await transfer.taskWait("T", options), false);
    assertEquals(delays, sleeps.map((seconds) => seconds * 1000));
    assertEquals(targets(server), Array.from({ length: looks }, () => "GET /v0.10/task/T"));
  }
});

Deno.test("taskWait() ends with the task, however it ends", async () => {
  for (const status of ["SUCCEEDED", "FAILED", "INACTIVE"]) {
    await using server = startRawServer([active, active, ended(status)]);
    const { transfer, delays } = clientOf(server);
    assertEquals(await transfer.taskWait("T", { timeout: 60, pollingInterval: 1 }), true);
    assertEquals([server.requests.length, delays], [3, [1000, 1000]]);
  }
});

Deno.test("taskWait() refuses times below a second before it asks anything", async () => {
  await using server = startRawServer([active]);
  const { transfer } = clientOf(server);
  for (const value of [0, 0.99, -1, NaN]) {
    for (const name of ["timeout", "pollingInterval"]) {
      await assertRejects(() => transfer.taskWait("T", { [name]: value }), RangeError, name);
    }
  }
  for (const id of ["", ".", ".."]) await assertRejects(() => transfer.taskWait(id), TypeError);
  assertEquals(server.requests.length, 0);
});

Deno.test("taskWait() passes on errors, and is given up by a signal while it sleeps", async () => {
  const json = { code: "TaskNotFound", message: "No task T", request_id: "R" };
  await using missing = startRawServer([{ status: 404, json }]);
  const error = await assertRejects(() => clientOf(missing).transfer.taskWait("T"), ApiError);
  assertEquals([error.apiCode, error.requestId, error.document], ["TaskNotFound", "R", json]);

  await using server = startRawServer([active]);
  const controller = new AbortController();
  const transfer = transferClient({ baseUrl: server.url });
  const waiting = transfer.taskWait("T", { timeout: 100, signal: controller.signal });
  setTimeout(() => controller.abort("enough"), 30);
  assertEquals(await waiting.catch((reason) => reason?.cause ?? reason), "enough");
});

Deno.test("watchTask() gives every look, the last one with the end", async () => {
  await using server = startRawServer([active, active, ended("SUCCEEDED")]);
  const { transfer, delays } = clientOf(server);
  const seen: unknown[] = [];
  const watch = transfer.watchTask("T", { events: "none" });
  for await (const { task, bytesTransferred, bytesPerSecond } of watch) {
    seen.push([task.status, bytesTransferred, bytesPerSecond]);
  }
  assertEquals(seen, [["ACTIVE", 1, 0], ["ACTIVE", 1, 0], ["SUCCEEDED", 2, 0]]);
  assertEquals(delays, [500, 1000]);
});

Deno.test("submitTransfer() fetches one id and resends the same document until it is accepted", async () => {
  const failures: readonly Answer[] = [
    { status: 503 },
    { status: 503, headers: { "retry-after": "1" } },
    { raw: "" },
    { raw: "HTTP/1.1 202 X\r\ncontent-length: 99\r\n\r\n{" },
    { status: 502, body: "<html>" },
  ];
  for (const failure of failures) {
    await using server = startRawServer([
      { json: { value: "S1" } },
      failure,
      failure,
      { status: 202, json: { DATA_TYPE: "transfer_result", code: "Accepted", task_id: "T" } },
    ]);
    const { transfer, delays } = clientOf(server);
    const data = transferData("a", "b").addItem("/a", "/b");
    assertEquals((await transfer.submitTransfer(data)).task_id, "T");
    assertEquals(targets(server), [
      "GET /v0.10/submission_id",
      ...Array.from({ length: 3 }, () => "POST /v0.10/transfer"),
    ]);
    const bodies = server.requests.slice(1).map(({ body }) => body);
    assertEquals(new Set(bodies).size, 1);
    assertEquals(JSON.parse(bodies[0] ?? "").submission_id, "S1");
    assertEquals([data.submission_id, delays.length], ["S1", 2]);
  }
});

Deno.test("submitTransfer() keeps the id in the document, so that a second try is the same submission", async () => {
  await using server = startRawServer(({ method }) => {
    return method === "GET" ? { json: { value: "S1" } } : { status: 400, json: { code: "X" } };
  });
  const { transfer } = clientOf(server);
  const data = transferData("a", "b").addItem("/a", "/b");
  for (const _ of [1, 2]) await assertRejects(() => transfer.submitTransfer(data), ApiError);
  assertEquals(targets(server), [
    "GET /v0.10/submission_id",
    "POST /v0.10/transfer",
    "POST /v0.10/transfer",
  ]);
  await assertRejects(() =>
    transfer.submitTransfer(transferData("a", "b", { submissionId: "S2" }))
  );
  assertEquals(JSON.parse(server.requests[3]?.body ?? "").submission_id, "S2");
});

Deno.test("submitTransfer() of one document twice at once is one submission", async () => {
  let ids = 0;
  await using server = startRawServer(({ method }) => {
    const json = method === "GET" ? { value: `S${++ids}` } : { task_id: "T", code: "Duplicate" };
    return { json };
  });
  const { transfer } = clientOf(server);
  const data = transferData("a", "b").addItem("/a", "/b");
  await Promise.all([transfer.submitTransfer(data), transfer.submitTransfer(data)]);
  const posts = server.requests.filter(({ method }) => method === "POST");
  assertEquals(new Set(posts.map(({ body }) => JSON.parse(body).submission_id)).size, 1);
});

Deno.test("an error of the collection behind Transfer is not tried again, unless by 503 or 429", async () => {
  const codes = ["ExternalError.DirListingFailed.GCDisconnected", "EndpointError"];
  for (const code of codes) {
    for (const status of [500, 502, 504]) {
      await using server = startRawServer([{ status, json: { code, message: "m" } }]);
      const { transfer, delays } = clientOf(server);
      const error = await assertRejects(() => transfer.operationLs("e"), ApiError);
      assertEquals([error.apiCode, server.requests.length, delays], [code, 1, []]);
    }
    for (const status of [429, 503]) {
      await using server = startRawServer([{ status, json: { code } }, { json: { DATA: [] } }]);
      await clientOf(server).transfer.operationLs("e");
      assertEquals(server.requests.length, 2);
    }
  }
  await using server = startRawServer([{ status: 502, json: { code: "Other" } }, active]);
  await clientOf(server).transfer.getTask("T");
  assertEquals(server.requests.length, 2);
});

Deno.test("a want of consent is told with the scopes that are wanted", async () => {
  const scopes = ["urn:globus:auth:scope:transfer.api.globus.org:all[*https://x/data_access]"];
  const json = {
    code: "ConsentRequired",
    message: "Missing required data_access consent",
    request_id: "R",
    required_scopes: scopes,
  };
  await using server = startRawServer([{ status: 403, json }]);
  const error = await assertRejects(
    () => clientOf(server).transfer.operationLs("e"),
    AuthorizationRequiredError,
  );
  assertEquals(error.requirements.requiredScopes, scopes);
  assertEquals([error.apiCode, error.kind], ["ConsentRequired", "authorization_required"]);
  assertStringIncludes(error.message, "Missing required data_access consent");
});

Deno.test("a Transfer error survives documents of any shape", async () => {
  const documents = [
    [],
    [{ code: "x" }],
    null,
    "text",
    { errors: [] },
    { code: 7, message: [], request_id: {} },
    { code: "ConsentRequired" },
    { code: "ConsentRequired", required_scopes: "all" },
    { code: "ConsentRequired", required_scopes: [7, null] },
  ];
  for (const status of [400, 403, 502]) {
    for (const json of documents) {
      await using server = startRawServer([{ status, json }]);
      const error = await assertRejects(() => clientOf(server).transfer.getTask("T"), ApiError);
      assertEquals([error.status, error.document], [status, json]);
      assert(!/undefined|\[object/.test(error.message), error.message);
    }
  }
});

Deno.test("a refused token says to log in again, and is sent once", async () => {
  const json = { code: "AuthenticationFailed", message: "Token is not active", request_id: "R" };
  await using server = startRawServer([{ status: 401, json }]);
  const error = await assertRejects(() => clientOf(server).transfer.getTask("T"), ApiError);
  assertEquals(
    error.message,
    "Globus Transfer answered 401 AuthenticationFailed to GET /v0.10/task/T: " +
      "Token is not active; log in again",
  );
  assertEquals(server.requests.length, 1);
});

Deno.test("endpointSearch() asks by name, page after page, up to the service's thousand", async () => {
  await using server = startRawServer(({ target }) => {
    const query = new URL(target, "http://x").searchParams;
    const [limit, offset] = [Number(query.get("limit")), Number(query.get("offset"))];
    const DATA = Array.from({ length: limit }, (_, index) => ({ id: `${offset + index}` }));
    return { json: { DATA_TYPE: "endpoint_list", DATA, limit, offset, has_next_page: true } };
  });
  const { transfer } = clientOf(server);
  const search = transfer.endpointSearch({
    filterFulltext: "a b",
    filterScope: "my-endpoints",
    params: { filter_owner_id: "me", limit: 7 },
  });
  const { items, capped } = await search.collect();
  assertEquals([items.length, capped, server.requests.length], [1000, true, 10]);
  assertEquals(
    items.map(({ id }) => Number(id)),
    Array.from({ length: 1000 }, (_, index) => index),
  );
  assertEquals(
    server.requests[1]?.target,
    "/v0.10/endpoint_search?filter_owner_id=me&limit=100&filter_fulltext=a+b" +
      "&filter_scope=my-endpoints&offset=100",
  );
});

Deno.test("operationLs() writes its options as the API reads them, and can be looped over", async () => {
  const DATA = [{ DATA_TYPE: "file", name: "a" }, { DATA_TYPE: "file", name: "b" }];
  await using server = startRawServer([{ json: { DATA_TYPE: "file_list", DATA } }]);
  const { transfer } = clientOf(server);
  const listing = await transfer.operationLs("e/1", {
    path: "/~/a b/",
    showHidden: false,
    limit: 5,
    offset: 0,
    orderby: ["type", "name DESC"],
    filter: { name: ["~*.txt", "!x"], type: "file" },
  });
  assertEquals([...listing].map(({ name }) => name), ["a", "b"]);
  assertEquals(Object.keys(listing), ["DATA_TYPE", "DATA"]);
  assertEquals(responseOf(listing)?.status, 200);
  const url = new URL(server.requests[0]?.target ?? "", "http://x");
  assertEquals(url.pathname, "/v0.10/operation/endpoint/e%2F1/ls");
  assertEquals(Object.fromEntries(url.searchParams), {
    path: "/~/a b/",
    show_hidden: "0",
    limit: "5",
    offset: "0",
    orderby: "type,name DESC",
    filter: "name:~*.txt,!x/type:file",
  });
});

Deno.test("a filter without a field is not sent", async () => {
  await using server = startRawServer([{ json: { DATA_TYPE: "file_list", DATA: [] } }]);
  const { transfer } = clientOf(server);
  await transfer.operationLs("e", { filter: {} });
  await transfer.operationLs("e", { filter: [{}, { type: "file" }] });
  await transfer.taskList({ filter: {} }).collect();
  assertEquals(server.requests.map(({ target }) => new URL(target, "http://x").search), [
    "",
    "?filter=type%3Afile",
    "?limit=1000&offset=0",
  ]);
});

Deno.test("every operation refuses an id that names nothing, before it sends anything", async () => {
  await using server = startRawServer([active]);
  const { transfer } = clientOf(server);
  for (const id of ["", ".", ".."]) {
    await assertRejects(() => transfer.getTask(id), TypeError);
    await assertRejects(() => transfer.getEndpoint(id), TypeError);
    await assertRejects(() => transfer.operationLs(id), TypeError);
  }
  await assertRejects(() => transfer.getTask("a", { signal: AbortSignal.abort() }), NetworkError);
  assertEquals(server.requests.length, 0);
});
