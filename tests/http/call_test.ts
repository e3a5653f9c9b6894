import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Authorizer } from "../../src/http/authorizer.ts";
import { call, callDocument } from "../../src/http/call.ts";
import { type Client, type ClientOptions, createClient } from "../../src/http/client.ts";
import { ApiError, isApiError, isNetworkError, NetworkError } from "../../src/http/reply/errors.ts";
import { responseOf } from "../../src/http/reply/reply.ts";
import { del, get, patch, post, put } from "../../src/http/verbs.ts";
import { version } from "../../src/version.ts";
import { closedPort } from "../helpers/servers/closed_port.ts";
import { patience } from "../helpers/patient.ts";
import { type Answer, startRawServer } from "../helpers/servers/raw_server.ts";

const torn: Answer = {
  raw: 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"half":',
};
const tornChunks: Answer = {
  raw: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{"ha\r\n',
};
const reset: Answer = { raw: "" };
const good: Answer = { json: { ok: true } };

function clientOf(server: { url: string }, options: ClientOptions = {}): Client {
  return createClient({ service: "Test", baseUrl: server.url }, options);
}

/** An authorizer whose token changes when it is refused. */
function renewing(): Authorizer & { refusals: number } {
  return {
    refusals: 0,
    apply(headers: Headers): void {
      headers.set("authorization", `Bearer token-${this.refusals}`);
    },
    rejected(): boolean {
      this.refusals++;
      return true;
    },
  };
}

Deno.test("call() sends method, headers and body, and reads the reply", async () => {
  await using server = startRawServer([{ status: 201, json: [1], headers: { "x-id": "7" } }]);
  const client = clientOf(server, { appName: "lab 1.0" });
  const reply = await call(client, "POST", "/a", { json: { b: "\u00e9" }, query: { c: true } });
  assertEquals(reply.data, [1]);
  assertEquals([reply.status, reply.contentType, reply.text], [201, "application/json", "[1]"]);
  assertEquals(reply.headers.get("x-id"), "7");
  const [request] = server.requests;
  assertEquals([request?.method, request?.target], ["POST", "/a?c=true"]);
  assertEquals(request?.body, '{"b":"\u00e9"}');
  assertEquals(request?.headers.get("content-type"), "application/json");
  assertEquals(request?.headers.get("accept"), "application/json");
  assertEquals(request?.headers.get("user-agent"), `keyferry/${version} lab 1.0`);
  assertEquals(request?.headers.get("authorization"), null);
});

Deno.test("call() sends a body in each form, and refuses two at once", async () => {
  await using server = startRawServer([good]);
  const client = clientOf(server);
  const stream = ReadableStream.from([new TextEncoder().encode("streamed")]);
  await post(client, "/", { form: { a: "b c", d: undefined, e: "\u00e9&" } });
  await put(client, "/", { text: "as it is", headers: { "content-type": "text/x-lab" } });
  await patch(client, "/", { json: null });
  await del(client, "/");
  await post(client, "/", { stream: stream as ReadableStream<Uint8Array<ArrayBuffer>> });
  assertEquals(
    server.requests.slice(0, 4).map(({ method, body, headers }) => {
      return [method, body, headers.get("content-type")];
    }),
    [
      ["POST", "a=b+c&e=%C3%A9%26", "application/x-www-form-urlencoded"],
      ["PUT", "as it is", "text/x-lab"],
      ["PATCH", "null", "application/json"],
      ["DELETE", "", null],
    ],
  );
  assertStringIncludes(server.requests[4]?.text ?? "", "transfer-encoding: chunked");
  await assertRejects(() => post(client, "/", { json: 1, text: "" }), TypeError, "one body");
  await assertRejects(() => get(client, "/", { json: {} }), TypeError, "takes no body");
  assertEquals(server.requests.length, 5);
});

Deno.test("call() lets a caller's header win over keyferry's own, but not over the authorizer", async () => {
  await using server = startRawServer([good]);
  const headers = { accept: "text/plain", authorization: "Bearer mine", "user-agent": "lab" };
  await get(clientOf(server), "/", { headers });
  await get(clientOf(server, { authorizer: renewing() }), "/", { headers });
  const [without, with_] = server.requests.map((request) => request.headers);
  assertEquals([without?.get("accept"), without?.get("user-agent")], ["text/plain", "lab"]);
  assertEquals(without?.get("authorization"), null);
  assertEquals(with_?.get("authorization"), "Bearer token-0");
});

Deno.test("call() tries again on 429, 500, 502, 503 and 504, with growing delays", async () => {
  for (const status of [429, 500, 502, 503, 504]) {
    await using server = startRawServer([{ status }, { status }, good]);
    const { sleep, delays } = patience();
    assertEquals((await get(clientOf(server, { sleep }), "/")).data, { ok: true });
    assertEquals(server.requests.length, 3);
    const bounds = [[250, 750], [500, 1500]];
    assertEquals(delays.length, bounds.length);
    for (const [index, [least = 0, most = 0]] of bounds.entries()) {
      const ms = delays[index] ?? -1;
      assert(ms >= least && ms <= most, `${status}: wait ${index} of ${ms} ms`);
    }
  }
});

Deno.test("call() gives up after five retries with the last error", async () => {
  await using server = startRawServer((_, index) => ({ status: 503, body: `try ${index}` }));
  const { sleep, delays } = patience();
  const error = await assertRejects(
    () => get(clientOf(server, { sleep }), "/a?".slice(0, 2)),
    ApiError,
  );
  assertEquals([error.status, error.text, server.requests.length], [503, "try 5", 6]);
  assertEquals(error.message, "Test answered 503 to GET /a");
  assertEquals(delays.length, 5);
});

Deno.test("call() waits as long as Retry-After says, in seconds or until a date", async () => {
  const now = () => Date.UTC(2026, 10, 21, 12, 0, 0);
  const date = new Date(now() + 4000).toUTCString();
  const headers = ["2", date, "3600"].map((value) => ({ "retry-after": value }));
  await using server = startRawServer([
    ...headers.map((headers) => ({ status: 503, headers })),
    good,
  ]);
  const { sleep, delays } = patience();
  await get(clientOf(server, { sleep, now }), "/");
  assertEquals(delays, [2000, 4000, 10_000]);
});

Deno.test("call() takes its own delay where Retry-After is zero, negative or junk", async () => {
  for (const value of ["0", "-1", "soon", "Thu, 01 Jan 1970 00:00:00 GMT"]) {
    await using server = startRawServer([{ status: 429, headers: { "retry-after": value } }, good]);
    const { sleep, delays } = patience();
    await get(clientOf(server, { sleep }), "/");
    const [ms = -1] = delays;
    assert(delays.length === 1 && ms >= 250 && ms <= 750, `${value}: ${delays}`);
  }
});

Deno.test("call() does not try again on other statuses", async () => {
  for (const status of [400, 403, 404, 408, 409, 413, 422, 501, 505]) {
    await using server = startRawServer([{ status }]);
    const { sleep, delays } = patience();
    const error = await assertRejects(() => get(clientOf(server, { sleep }), "/"), ApiError);
    assertEquals([error.status, server.requests.length, delays], [status, 1, []]);
  }
});

Deno.test("call() repeats what does no harm twice: not a POST or PATCH, unless it says so", async () => {
  const table: readonly [string, boolean | undefined, number][] = [
    ["GET", undefined, 3],
    ["PUT", undefined, 3],
    ["DELETE", undefined, 3],
    ["POST", undefined, 1],
    ["PATCH", undefined, 1],
    ["POST", true, 3],
    ["GET", false, 1],
  ];
  for (const [method, idempotent, sent] of table) {
    for (const failure of [{ status: 503 }, reset, torn]) {
      await using server = startRawServer([failure, failure, good]);
      const { sleep } = patience();
      const options = idempotent === undefined ? {} : { idempotent };
      await call(clientOf(server, { sleep }), method, "/", options).catch(() => {});
      const label = `${method} ${idempotent} after ${JSON.stringify(failure)}`;
      assertEquals(server.requests.length, sent, label);
    }
  }
});

Deno.test("call() sends again what the service was too busy to do, whatever the method", async () => {
  const when = { "retry-after": "1" };
  const table: readonly [Answer, boolean | undefined, number][] = [
    [{ status: 429 }, undefined, 2],
    [{ status: 429, headers: when }, undefined, 2],
    [{ status: 503, headers: when }, undefined, 2],
    // A proxy's own, of a service that may have got it.
    [{ status: 503 }, undefined, 1],
    [{ status: 503 }, true, 2],
    [{ status: 429 }, false, 1],
    [{ status: 503, headers: when }, false, 1],
    // These say nothing of what was done.
    [{ status: 500, headers: when }, undefined, 1],
    [{ status: 502, headers: when }, true, 1],
    [{ status: 504, headers: when }, undefined, 1],
  ];
  for (const method of ["POST", "PATCH"]) {
    for (const [busy, retryBusy, sent] of table) {
      await using server = startRawServer([busy, good]);
      const { sleep } = patience();
      const options = { json: 1, ...(retryBusy === undefined ? {} : { retryBusy }) };
      await call(clientOf(server, { sleep }), method, "/", options).catch(() => {});
      const label = `${method} ${retryBusy} after ${JSON.stringify(busy)}`;
      assertEquals(server.requests.map(({ body }) => body), Array(sent).fill("1"), label);
    }
  }
});

Deno.test("call() never repeats a stream, which can be sent once", async () => {
  await using server = startRawServer([{ status: 503 }, good]);
  const stream = ReadableStream.from([new Uint8Array(3)]) as ReadableStream<
    Uint8Array<ArrayBuffer>
  >;
  const { sleep } = patience();
  const sent = put(clientOf(server, { sleep, authorizer: renewing() }), "/", { stream });
  await assertRejects(() => sent, ApiError);
  assertEquals(server.requests.length, 1);
});

Deno.test("call() resends the same bytes, even when the document changes meanwhile", async () => {
  await using server = startRawServer([{ status: 503 }, good]);
  const json = { turn: 1 };
  const client = clientOf(server, {
    sleep: () => {
      json.turn++;
      return Promise.resolve();
    },
  });
  await put(client, "/", { json });
  assertEquals(server.requests.map(({ body }) => body), ['{"turn":1}', '{"turn":1}']);
});

Deno.test("call() renews once on 401 and sends again, without counting it as a retry", async () => {
  await using server = startRawServer([{ status: 401 }, good]);
  const authorizer = renewing();
  const { sleep, delays } = patience();
  const client = clientOf(server, { sleep, authorizer, retry: { retries: 0 } });
  assertEquals((await post(client, "/")).data, { ok: true });
  assertEquals(server.requests.map(({ headers }) => headers.get("authorization")), [
    "Bearer token-0",
    "Bearer token-1",
  ]);
  assertEquals([delays, authorizer.refusals], [[], 1]);
});

Deno.test("call() renews after other failures too, and fails on the second 401", async () => {
  const { sleep } = patience();
  await using first = startRawServer([{ status: 500 }, { status: 401 }, { status: 503 }, good]);
  const data = (await get(clientOf(first, { sleep, authorizer: renewing() }), "/")).data;
  assertEquals([data, first.requests.length], [{ ok: true }, 4]);

  await using second = startRawServer([{ status: 401 }, { status: 500 }, { status: 401 }, good]);
  const authorizer = renewing();
  const error = await assertRejects(
    () => get(clientOf(second, { sleep, authorizer }), "/"),
    ApiError,
  );
  assertEquals([error.status, second.requests.length, authorizer.refusals], [401, 3, 1]);
});

Deno.test("call() leaves a 401 alone where nothing can be renewed, or the caller says so", async () => {
  await using server = startRawServer([{ status: 401 }]);
  const authorizer = renewing();
  await assertRejects(
    () => get(clientOf(server, { authorizer }), "/", { retry401: false }),
    ApiError,
  );
  await assertRejects(() => get(clientOf(server), "/"), ApiError);
  assertEquals([server.requests.length, authorizer.refusals], [2, 0]);
});

Deno.test("call() shows the authorizer the refusal and the headers that were refused", async () => {
  await using server = startRawServer([
    { status: 401, json: { error: "expired" }, headers: { "www-authenticate": "Bearer" } },
  ]);
  const seen: unknown[] = [];
  const authorizer: Authorizer = {
    apply: (headers) => headers.set("authorization", "Bearer made-up"),
    async rejected(response, sent): Promise<boolean> {
      seen.push(response.status, response.headers.get("www-authenticate"), await response.json());
      seen.push(sent.get("authorization"));
      return false;
    },
  };
  await assertRejects(() => get(clientOf(server, { authorizer }), "/"), ApiError);
  assertEquals(seen, [401, "Bearer", { error: "expired" }, "Bearer made-up"]);
});

Deno.test("call() passes on what a failing authorizer throws, and sends nothing", async () => {
  await using server = startRawServer([good]);
  const authorizer: Authorizer = {
    apply: () => Promise.reject(new RangeError("no token")),
    rejected: () => false,
  };
  await assertRejects(() => get(clientOf(server, { authorizer }), "/"), RangeError, "no token");
  assertEquals(server.requests.length, 0);
});

Deno.test("call() takes a torn body for no answer, and tries again", async () => {
  for (const half of [torn, tornChunks]) {
    await using server = startRawServer([half, half, good]);
    const { sleep, delays } = patience();
    assertEquals((await get(clientOf(server, { sleep }), "/")).data, { ok: true });
    assertEquals([server.requests.length, delays.length], [3, 2]);

    await using always = startRawServer([half]);
    const client = clientOf(always, { sleep, retry: { retries: 1 } });
    const error = await assertRejects(() => get(client, "/a"), NetworkError);
    assertEquals([error.reason, error.kind, always.requests.length], ["torn body", "network", 2]);
    assertEquals(
      error.message,
      `No answer to GET ${always.url}/a (torn body): the answer broke off`,
    );
    assert(error.cause instanceof Error);
  }
});

Deno.test("call() says that it cannot connect, and to which host", async () => {
  const host = closedPort();
  const { sleep, delays } = patience();
  const client = clientOf({ url: `http://${host}` }, { sleep });
  const error = await assertRejects(
    () => get(client, "/a", { query: { token: "x" } }),
    NetworkError,
  );
  assertEquals(error.reason, "refused");
  assertEquals(
    error.message,
    `No answer to GET http://${host}/a (refused): ${host} refuses connections; start the sandbox or server there again`,
  );
  assertEquals(delays.length, 5);
  assert(isNetworkError(error) && !isApiError(error));
});

Deno.test("call() gives an attempt so long and no longer, body included", async () => {
  const { sleep } = patience();
  await using silent = startRawServer([{ hang: true }]);
  let attempts = 0;
  const client = clientOf(silent, {
    sleep,
    timeoutMs: 30,
    retry: { retries: 1 },
    fetch: (input, init) => {
      attempts++;
      return fetch(input, init);
    },
  });
  const error = await assertRejects(() => get(client, "/"), NetworkError);
  assertEquals([error.reason, attempts], ["time-out", 2]);
  assertStringIncludes(error.message, "not within 0.03 s");

  await using slow = startRawServer(async () => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return good;
  });
  assertEquals(
    (await get(clientOf(slow, { timeoutMs: 1 }), "/", { timeoutMs: 10_000 })).status,
    200,
  );
  for (const timeoutMs of [0, -1, NaN, Infinity, 2 ** 31]) {
    await assertRejects(() => get(clientOf(slow), "/", { timeoutMs }), RangeError, "timeoutMs");
  }
});

Deno.test("call() is given up by the client's signal or its own, before, meanwhile and in a pause", async () => {
  for (const whose of ["client", "call"] as const) {
    const run = async (server: { url: string }, signal: AbortSignal): Promise<NetworkError> => {
      const client = clientOf(server, whose === "client" ? { signal } : {});
      return await assertRejects(
        () => get(client, "/", whose === "call" ? { signal } : {}),
        NetworkError,
      );
    };
    const controller = new AbortController();
    await using server = startRawServer(() => {
      controller.abort("enough");
      return { hang: true };
    });
    const meanwhile = await run(server, controller.signal);
    assertEquals([meanwhile.reason, meanwhile.cause], ["aborted", "enough"]);
    const before = await run(server, AbortSignal.abort("before"));
    assertEquals([before.reason, before.cause, server.requests.length], ["aborted", "before", 1]);

    const pausing = new AbortController();
    await using busy = startRawServer(() => {
      // Long after the answer came, and long before the first retry.
      setTimeout(() => pausing.abort("in a pause"), 50);
      return { status: 503 };
    });
    const inPause = await run(busy, pausing.signal);
    assertEquals([inPause.reason, inPause.cause, busy.requests.length], [
      "aborted",
      "in a pause",
      1,
    ]);
  }
});

Deno.test("call() heeds both signals at once", async () => {
  const [ours, theirs] = [new AbortController(), new AbortController()];
  await using server = startRawServer(() => {
    theirs.abort();
    return { status: 503 };
  });
  const client = clientOf(server, { signal: ours.signal });
  const error = await assertRejects(
    () => get(client, "/", { signal: theirs.signal }),
    NetworkError,
  );
  assertEquals(error.reason, "aborted");
});

Deno.test({
  name: "call() names the flag where Deno may not reach the host",
  permissions: { net: ["127.0.0.1:1"] },
  async fn() {
    const client = createClient({ service: "Test", baseUrl: "https://api.example.org" });
    const error = await get(client, "/").catch((error) => error);
    assertEquals(error.name, "PermissionNeededError");
    assertEquals(error.flags, ["--allow-net=api.example.org"]);
  },
});

Deno.test("callDocument() gives the document, and remembers the reply it came in", async () => {
  await using server = startRawServer([{ json: { a: [1] }, headers: { "x-id": "7" } }]);
  const client = clientOf(server);
  const document = await callDocument<{ a: object }>(client, "GET", "/");
  assertEquals(document, { a: [1] });
  assertEquals(responseOf(document)?.headers.get("x-id"), "7");
  assertEquals(responseOf(document.a), undefined);
  assertEquals(responseOf({}), undefined);
  assertEquals(Object.keys(document), ["a"]);
});

Deno.test("callDocument() calls HTML, other text and nothing at all no answer", async () => {
  const table: readonly [Answer, string][] = [
    [
      { body: "<html>Log in</html>", headers: { "content-type": "text/html; charset=utf-8" } },
      "text/html",
    ],
    [{ body: "<html>", headers: { "content-type": "application/json" } }, "application/json"],
    [{ body: "hello" }, "an unnamed kind of text"],
    [{ body: "" }, "an empty body"],
    [{ status: 204 }, "an empty body"],
    [{ body: '{"a": 1' }, "an unnamed kind of text"],
  ];
  for (const [answer, got] of table) {
    await using server = startRawServer([answer]);
    const error = await assertRejects(() => callDocument(clientOf(server), "GET", "/a"), ApiError);
    assertStringIncludes(error.message, `it sent ${got} where JSON was expected`);
    assertEquals([error.document, server.requests.length], [undefined, 1]);
    assertEquals(error.text, "body" in answer ? answer.body : "");
  }
});

Deno.test("get() gives HTML as text, with null for data", async () => {
  await using server = startRawServer([{ body: "<p>", headers: { "content-type": "text/html" } }]);
  const { data, text, contentType } = await get(clientOf(server), "/");
  assertEquals([data, text, contentType], [null, "<p>", "text/html"]);
});
