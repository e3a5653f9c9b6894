import { assert, assertEquals, assertRejects } from "@std/assert";
import { rawFetch } from "../../../src/http/request/raw_fetch.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";

async function answered(raw: string, init: RequestInit = {}): Promise<[number, string]> {
  await using server = startRawServer([{ raw }]);
  const response = await rawFetch(`${server.url}/`, init);
  return [response.status, await response.text()];
}

Deno.test("rawFetch() sends method, path, headers and body as they are, with a GET too", async () => {
  await using server = startRawServer([{ json: {} }]);
  const stream = ReadableStream.from([
    new TextEncoder().encode("ab"),
    new Uint8Array(),
    new Uint8Array([99]),
  ]);
  const send = async (url: string, init: RequestInit = {}): Promise<void> => {
    await (await rawFetch(url, init)).body?.cancel();
  };
  await send(`${server.url}/a%2Fb?c=d%20e`, {
    method: "GET",
    headers: { authorization: "Bearer made-up" },
    body: "[1]",
  });
  await send(server.url, { method: "POST", body: new Blob(["blob"]) });
  await send(server.url, { method: "PUT", body: stream });
  await send(server.url);
  const sent = server.requests.map(({ method, target, body, headers }) => {
    return [method, target, body, headers.get("content-length"), headers.get("transfer-encoding")];
  });
  assertEquals(sent, [
    ["GET", "/a%2Fb?c=d%20e", "[1]", "3", null],
    ["POST", "/", "blob", "4", null],
    ["PUT", "/", "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", null, "chunked"],
    ["GET", "/", "", null, null],
  ]);
  const { headers } = server.requests[0] ?? { headers: new Headers() };
  assertEquals(headers.get("authorization"), "Bearer made-up");
  assertEquals(headers.get("host"), new URL(server.url).host);
});

Deno.test("rawFetch() reads a body by its length, in chunks, or to its end", async () => {
  const cases: readonly (readonly [raw: string, status: number, text: string])[] = [
    ["HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcdef", 200, "abc"],
    ["HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n", 200, ""],
    ["HTTP/1.0 500 X\r\n\r\nto the end", 500, "to the end"],
    ["HTTP/1.1 200 OK\n\nlines without a return", 200, "lines without a return"],
    [
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nlink: a\r\n\r\nHTTP/1.1 404 X\r\n\r\nno",
      404,
      "no",
    ],
    ["HTTP/1.1 204 X\r\n\r\n", 204, ""],
    [
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nx: y\r\n\r\n",
      200,
      "abc0123456789",
    ],
  ];
  for (const [raw, status, text] of cases) assertEquals(await answered(raw), [status, text], raw);
  await using server = startRawServer([{ raw: "HTTP/1.1 200 OK\r\nx-a:  b \r\nX-A: c\r\n\r\n" }]);
  const { headers, body } = await rawFetch(server.url);
  assertEquals(headers.get("x-a"), "b, c");
  await body?.cancel();
});

Deno.test("rawFetch() takes no part of an answer for all of it, and no noise for an answer", async () => {
  for (
    const raw of [
      "",
      "HTTP/1.1 200 OK\r\n",
      "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab",
      "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\nab",
      "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nab",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nab",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n",
      "HTTP/1.1 2000 OK\r\n\r\n",
      "HTTP/1.1 099 OK\r\n\r\n",
      "SSH-2.0-OpenSSH_9.2\r\n\r\n",
      "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
      "a".repeat(100_000),
      `HTTP/1.1 200 OK\r\n${"a: b\r\n".repeat(2000)}\r\n`,
    ]
  ) {
    await assertRejects(() => answered(raw), Error, undefined, raw.slice(0, 80));
  }
});

Deno.test("rawFetch() ends with every answer there can be", async () => {
  // A sequence that is the same in every run.
  let seed = 42;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const good = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: a/b\r\n\r\n" +
    "4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n";
  const noise = [
    "\r\n",
    "\n",
    ":",
    "0",
    "f",
    "HTTP/1.1 ",
    " ",
    "\0",
    "content-length: 5\r\n",
    "é",
    "",
  ];
  for (let count = 0; count < 300; count++) {
    let raw = good;
    for (let change = random(3); change >= 0; change--) {
      const at = random(raw.length);
      raw = raw.slice(0, at) + noise[random(noise.length)] + raw.slice(at + random(6));
    }
    const outcome = await answered(raw).catch((error) => error);
    assert(Array.isArray(outcome) || outcome instanceof Error, raw);
  }
});

Deno.test("rawFetch() tells a source that fails, and lets go of one that is not wanted", async () => {
  await using server = startRawServer([{ json: {} }]);
  const failing = new ReadableStream({
    pull(controller): void {
      controller.error(new RangeError("The disk is gone"));
    },
  });
  await assertRejects(
    () => rawFetch(server.url, { method: "PUT", body: failing }),
    RangeError,
    "The disk is gone",
  );
  // It answers before it has seen anything, and closes.
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const early = (async () => {
    const connection = await listener.accept();
    await connection.read(new Uint8Array(10));
    await connection.write(
      new TextEncoder().encode("HTTP/1.1 413 X\r\ncontent-length: 2\r\n\r\nno"),
    );
    await connection.closeWrite();
    await new Promise((resolve) => setTimeout(resolve, 50));
    connection.close();
  })();
  const cancelled = Promise.withResolvers<void>();
  const endless = new ReadableStream({
    pull: (body) => body.enqueue(new Uint8Array(65_536)),
    cancel: () => cancelled.resolve(),
  });
  const url = `http://127.0.0.1:${listener.addr.port}`;
  const response = await rawFetch(url, { method: "PUT", body: endless });
  assertEquals([response.status, await response.text()], [413, "no"]);
  await cancelled.promise;
  await early;
  listener.close();
});

Deno.test("rawFetch() is given up before, meanwhile and in the body", async () => {
  await using server = startRawServer([{ hang: true }]);
  await assertRejects(() => rawFetch(server.url, { signal: AbortSignal.abort(new Error("No")) }));
  await assertRejects(() => rawFetch(server.url, { signal: AbortSignal.timeout(50) }));
  await using slow = startRawServer([{
    raw: "HTTP/1.1 200 OK\r\n\r\n",
    drip: { piece: "a", everyMs: 5 },
  }]);
  const giving = new AbortController();
  const response = await rawFetch(slow.url, { signal: giving.signal });
  const reading = assertRejects(() => response.text());
  giving.abort();
  await reading;
  // What is not read is cancelled.
  const other = await rawFetch(slow.url);
  await other.body?.cancel();
});
