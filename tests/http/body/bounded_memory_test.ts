/** However little is sent, what comes of it has a bound. */

import { assert, assertEquals, assertLess, assertRejects, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { constants, crc32, deflateRawSync } from "node:zlib";
import { cutter } from "../../../src/http/secrets/cut_secrets.ts";
import { send } from "../../../src/cave/send.ts";
import { call, callDocument } from "../../../src/http/call.ts";
import { type Client, type ClientOptions, createClient } from "../../../src/http/client.ts";
import { NetworkError } from "../../../src/http/reply/errors.ts";
import { openReply } from "../../../src/http/call.ts";
import { makePages } from "../../../src/http/pages.ts";
import { runChild, sourceUrl } from "../../helpers/child.ts";
import { leastMs } from "../../helpers/least_ms.ts";
import { patience } from "../../helpers/patient.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";

const mebibyte = 1_048_576;

/** Zeros, packed: blocks that say the same and need nothing before them are packed once. */
function bomb(bytes: number): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff)];
  let zeros = new Uint8Array();
  let piece = new Uint8Array();
  let checksum = 0;
  for (let left = bytes; left > 0; left -= zeros.length) {
    const length = Math.min(left, mebibyte);
    if (zeros.length !== length) {
      zeros = new Uint8Array(length).fill(48);
      piece = new Uint8Array(deflateRawSync(zeros, { finishFlush: constants.Z_FULL_FLUSH }));
    }
    parts.push(piece);
    checksum = crc32(zeros, checksum);
  }
  // An empty last block, and what RFC 1952 has at the end.
  const end = new DataView(new ArrayBuffer(10));
  end.setUint16(0, 0x0300);
  end.setUint32(2, checksum, true);
  end.setUint32(6, bytes, true);
  return new Uint8Array(Buffer.concat([...parts, new Uint8Array(end.buffer)]));
}

interface Served extends AsyncDisposable {
  readonly url: string;
  readonly count: number;
}

function serve(answer: () => Response): Served {
  let count = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen(): void {} }, () => {
    count++;
    return answer();
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    get count(): number {
      return count;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function packed(body: Uint8Array<ArrayBuffer>, status = 200): () => Response {
  return () => new Response(body, { status, headers: { "content-encoding": "gzip" } });
}

function clientOf(url: string, options: ClientOptions = {}): Client {
  return createClient({ service: "Test", baseUrl: url }, { sleep: patience().sleep, ...options });
}

Deno.test("an answer in chunks has its bound, whatever length it names beside them", async () => {
  const piece = `100000\r\n${"0".repeat(mebibyte)}\r\n`;
  for (const status of [200, 400]) {
    const head = `HTTP/1.1 ${status} X\r\ncontent-length: 10\r\ntransfer-encoding: chunked\r\n\r\n`;
    await using server = startRawServer([{ raw: head, drip: { piece, everyMs: 0 } }]);
    const client = clientOf(server.url, { maxBytes: 4 * mebibyte });
    const error = await assertRejects(() => call(client, "GET", "/"), NetworkError);
    assertEquals([error.reason, server.requests.length], ["too large", 1]);
  }
});

Deno.test("an answer that unpacks to more than 64 MiB is refused, and not asked for again", async () => {
  const body = bomb(400 * mebibyte);
  assertLess(body.length, mebibyte);
  const calls: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
    call: (client) => call(client, "GET", "/"),
    callDocument: (client) => callDocument(client, "GET", "/"),
    "a call of CAVE": (client) => send(client, "GET", "/"),
  };
  for (const [name, get] of Object.entries(calls)) {
    await using server = serve(packed(body));
    const error = await assertRejects(() => get(clientOf(server.url)), NetworkError);
    assertEquals([error.reason, server.count], ["too large", 1], name);
    assert(error.message.includes("more than 67108864 bytes"), error.message);
    assert(error.message.includes("maxBytes"), error.message);
  }
});

Deno.test("an answer that unpacks to a gigabyte takes a fraction of it", async () => {
  await using server = serve(packed(bomb(1024 * mebibyte)));
  const { host } = new URL(server.url);
  const script = `
    import { call } from "${sourceUrl("src/http/call.ts")}";
    import { send } from "${sourceUrl("src/cave/send.ts")}";
    import { createClient } from "${sourceUrl("src/http/client.ts")}";
    const client = createClient({ service: "Test", baseUrl: "${server.url}" });
    const before = Deno.memoryUsage().rss;
    for (const get of [call, send]) await get(client, "GET", "/").catch(({ reason }) => console.log(reason));
    console.log(Math.round((Deno.memoryUsage().rss - before) / ${mebibyte}));
  `;
  const { stdout, stderr } = await runChild(script, { flags: [`--allow-net=${host}`] });
  assertEquals(stderr, "");
  const [first, second, grown] = stdout.trim().split("\n");
  assertEquals([first, second], ["too large", "too large"]);
  assertLess(Number(grown), 500);
});

Deno.test("an error that is longer than any service's words is refused, and not asked for again", async () => {
  const body = bomb(200 * mebibyte);
  for (const status of [302, 400, 401, 429, 500, 503]) {
    await using server = serve(packed(body, status));
    const error = await assertRejects(() => call(clientOf(server.url), "GET", "/"), NetworkError);
    assertEquals([error.reason, server.count], ["too large", 1], `${status}`);
    assert(error.message.includes(`of status ${status}, has more than 1048576`), error.message);
  }
});

Deno.test("a length that is told is refused before anything is read, and an untold one on the way", async () => {
  const told = serve(() => new Response(new Uint8Array(2000)));
  const untold = serve(() => new Response(ReadableStream.from([new Uint8Array(2000)])));
  for (const server of [told, untold]) {
    const client = clientOf(server.url, { maxBytes: 1999 });
    const error = await assertRejects(() => call(client, "GET", "/"), NetworkError);
    assertEquals([error.reason, server.count], ["too large", 1]);
    // A call may allow more than its client, or less.
    assertEquals((await call(client, "GET", "/", { maxBytes: 2000 })).text.length, 2000);
    await assertRejects(
      () => call(clientOf(server.url), "GET", "/", { maxBytes: 1 }),
      NetworkError,
    );
    assertEquals((await send(clientOf(server.url), "GET", "/")).bytes.length, 2000);
    await server[Symbol.asyncDispose]();
  }
});

Deno.test("a packed answer is measured by what it unpacks to, however short it is", async () => {
  const body = bomb(2000);
  const length = { "content-encoding": "gzip", "content-length": String(body.length) };
  await using server = serve(() => new Response(body, { headers: length }));
  const client = clientOf(server.url, { maxBytes: 1999 });
  const error = await assertRejects(() => call(client, "GET", "/"), NetworkError);
  assertEquals(error.reason, "too large");
  assertEquals((await call(client, "GET", "/", { maxBytes: 2000 })).text, "0".repeat(2000));
  assertEquals((await call(clientOf(server.url), "GET", "/")).text, "0".repeat(2000));
});

Deno.test("a packed answer within the bound comes whole", async () => {
  await using server = serve(packed(bomb(3 * mebibyte)));
  assertEquals((await call(clientOf(server.url), "GET", "/")).text, "0".repeat(3 * mebibyte));
});

Deno.test("a body that is read as it comes has no bound", async () => {
  await using server = serve(() => new Response(new Uint8Array(3000)));
  const { body } = await openReply(clientOf(server.url, { maxBytes: 100 }), "GET", "/");
  assertEquals((await new Response(body).bytes()).length, 3000);
});

Deno.test("maxBytes must be a count", async () => {
  for (const maxBytes of [0, -1, 1.5, NaN, Infinity]) {
    const client = clientOf("https://x.example.org");
    assertThrows(() => clientOf("https://x.example.org", { maxBytes }), RangeError, "maxBytes");
    await assertRejects(() => call(client, "GET", "/", { maxBytes }), RangeError, "maxBytes");
  }
});

Deno.test("collect() takes a page of 300,000 items", async () => {
  const all = Array.from({ length: 300_000 }, (_, index) => index);
  const pages = makePages<number, readonly number[]>({
    place: { service: "Made-up", baseUrl: "https://lists.example.org", path: "/list" },
    largest: 300_000,
    load: () => Promise.resolve(all),
    first: (limit) => ({ limit }),
    next: () => undefined,
    items: (page) => page,
  });
  const { items } = await pages.collect();
  assertEquals([items.length, items.at(-1)], [300_000, 299_999]);
});

Deno.test("cutter() looks at no more of a long text than its beginning takes, and cuts it whole", async () => {
  const secret = "s3cr3t-".repeat(100);
  const cut = cutter(new Headers({ authorization: `Bearer ${secret}` }), {});
  // Whatever is cut shortens the text, so that what lies far behind comes into what is kept.
  for (const between of ["", " ", "x".repeat(99)]) {
    const text = `${secret}${between}`.repeat(100_000);
    let clean = "";
    const ms = await leastMs(2000, () => {
      clean = cut(text, 4096);
    });
    assertLess(ms, 2000);
    assert(clean.length > 0 && clean.length <= 4096);
    assert(!clean.includes("s3cr3t"), clean.slice(-100));
  }
  assertEquals(cut(`a ${secret} b`, 100), "a [hidden] b");
  assertEquals(cut("abc", 2), "ab");
});
