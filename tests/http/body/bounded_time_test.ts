/** However an answer flows, the waiting for it ends: at the time-out, or when somebody gives up. */

import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { send } from "../../../src/cave/send.ts";
import { collectionClient } from "../../../src/globus/transfer/files/collection_client.ts";
import { call } from "../../../src/http/call.ts";
import { type Client, type ClientOptions, createClient } from "../../../src/http/client.ts";
import { isNetworkError, NetworkError } from "../../../src/http/reply/errors.ts";
import { openReply } from "../../../src/http/call.ts";
import { v3 } from "../../../src/tapis/mod.ts";
import { type Answer, startRawServer } from "../../helpers/servers/raw_server.ts";
import { steadily } from "../../helpers/steadily.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";

const endless = "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n\r\n";

interface Limits {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

function tapisOf(baseUrl: string, options: ClientOptions = {}): v3.TapisClient {
  return v3.tapisClient({ ...options, baseUrl, retry: { retries: 0 } });
}

function clientOf(baseUrl: string, options: ClientOptions = {}): Client {
  return createClient({ service: "Test", baseUrl }, { retry: { retries: 0 }, ...options });
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const piece of stream) bytes += piece.length;
  return bytes;
}

/** Every way in which a body is read; each takes a time-out and a signal. */
const readings: Readonly<Record<string, (url: string, limits: Limits) => Promise<unknown>>> = {
  "a call": (url, limits) => call(clientOf(url), "GET", "/", limits),
  "a POST": (url, limits) => call(clientOf(url), "POST", "/", { ...limits, json: {} }),
  "a CAVE call": (url, limits) => send(clientOf(url), "GET", "/", limits),
  "a CAVE GET with a body": (url, limits) => {
    return send(clientOf(url), "GET", "/", { ...limits, json: [1] });
  },
  "an open reply": async (url, limits) => {
    return await readAll((await openReply(clientOf(url), "GET", "/", limits)).body);
  },
  "a Tapis v3 download": async (url, limits) => {
    return await readAll((await tapisOf(url).download("lab", "a", limits)).body);
  },
  "a part of a Tapis v3 file": async (url, limits) => {
    const asked = { ...limits, offset: 1, count: 1_000_000_000 };
    return await readAll((await tapisOf(url).download("lab", "a", asked)).body);
  },
  "a Tapis v3 file": async (url, limits) => {
    const folder = await temporaryFolder();
    try {
      return await tapisOf(url).downloadFile("lab", "a", `${folder.path}/a`, limits);
    } finally {
      assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
      await folder[Symbol.asyncDispose]();
    }
  },
};

for (const [name, read] of Object.entries(readings)) {
  Deno.test(`${name} ends at its time-out and at its signal, whatever comes how fast`, () =>
    steadily(50, async () => {
      const flows: Answer[] = [
        { raw: endless, hold: true },
        ...[0, 1, 2, 5, 20].map((everyMs) => ({ raw: endless, drip: { piece: "a", everyMs } })),
        { raw: endless, drip: { piece: "a".repeat(10_000), everyMs: 1 } },
      ];
      await Promise.all(
        flows.flatMap((flow) =>
          (["time-out", "aborted"] as const).map(async (reason) => {
            await using server = startRawServer([flow]);
            const begun = performance.now();
            const limits = reason === "time-out"
              ? { timeoutMs: 300 }
              : { signal: AbortSignal.timeout(300) };
            const error = await assertRejects(() => read(server.url, limits), NetworkError);
            const what = `${JSON.stringify(flow)} ${reason} ${error.message}`;
            assertEquals(error.reason, reason, what);
            // Far below the minute that a client waits by itself; the machine may be busy.
            assertLess(performance.now() - begun, 10_000, what);
            assertLess(server.requests.length, 2, what);
          })
        ),
      );
    }));
}

Deno.test("download() of a collection ends at its signal, whatever comes how fast", () =>
  steadily(50, async () => {
    for (const drip of [{ piece: "a", everyMs: 1 }, { piece: "a", everyMs: 5 }, undefined]) {
      await using server = startRawServer([{
        raw: endless,
        hold: true,
        ...(drip ? { drip } : {}),
      }]);
      const files = collectionClient(server.url);
      const { stream } = await files.download("/a", { signal: AbortSignal.timeout(100) });
      const error = await assertRejects(() => readAll(stream), NetworkError);
      assertEquals([error.reason, server.requests.length], ["aborted", 1]);
    }
  }));

Deno.test("a read that is pending on a stalled body ends when it is given up", async () => {
  await using server = startRawServer([{ raw: `${endless}abc`, hold: true }]);
  const giving = new AbortController();
  const client = tapisOf(server.url, { signal: giving.signal });
  const { body } = await client.download("lab", "a");
  const reader = body.getReader();
  assertEquals((await reader.read()).value?.length, 3);
  const pending = assertRejects(() => reader.read(), NetworkError);
  giving.abort(new Error("Enough"));
  // Not the time-out that would have ended it by itself.
  const error = await pending;
  assertEquals([error.reason, (error.cause as Error).message], ["aborted", "Enough"]);
});

Deno.test("a body that is given up while nobody reads it fails at the next read", async () => {
  await using server = startRawServer([{ raw: endless, drip: { piece: "abc", everyMs: 1 } }]);
  const giving = new AbortController();
  const { body } = await openReply(clientOf(server.url), "GET", "/", { signal: giving.signal });
  giving.abort();
  const error = await assertRejects(() => body.getReader().read(), NetworkError);
  assertEquals(error.reason, "aborted");
});

Deno.test("a streamed body may take its time while it moves, and no longer than a stall", () =>
  steadily(50, async () => {
    const pieces = 12;
    const moving = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async pull(controller): Promise<void> {
        await new Promise((resolve) => setTimeout(resolve, 50));
        controller.enqueue(new TextEncoder().encode("ab"));
      },
    });
    let left = pieces;
    const counted = moving.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(piece, controller): void {
          controller.enqueue(piece);
          if (--left === 0) controller.terminate();
        },
      }),
    );
    const slow = clientOf("http://127.0.0.1:1", {
      timeoutMs: 300,
      fetch: () => Promise.resolve(new Response(counted)),
    });
    assertEquals(await readAll((await openReply(slow, "GET", "/")).body), 2 * pieces);

    await using stalled = startRawServer([{ raw: `${endless}abc`, hold: true }]);
    const { body } = await openReply(clientOf(stalled.url, { timeoutMs: 100 }), "GET", "/");
    const error = await assertRejects(() => readAll(body), NetworkError);
    assertEquals(error.reason, "time-out");
    assert(error.message.endsWith("nothing for 0.1 s"), error.message);
  }));

Deno.test("a streamed body that drips for ten time-outs at less than 1 kB a second has an end", () =>
  steadily(50, async () => {
    await using server = startRawServer([{ raw: endless, drip: { piece: "a", everyMs: 5 } }]);
    const { body } = await tapisOf(server.url, { timeoutMs: 200 }).download("lab", "a");
    const begun = performance.now();
    const error = await assertRejects(() => readAll(body), NetworkError);
    assertEquals(error.reason, "time-out");
    assert(error.message.includes("less than 1 kB a second"), error.message);
    // Only what was waited for counts, not what the reader did meanwhile.
    assert(performance.now() - begun >= 1800);
  }));

/** A server that takes what its buffers take, and reads nothing. */
function deafServer(): { readonly url: string } & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open: Deno.Conn[] = [];
  (async () => {
    for await (const connection of listener) open.push(connection);
  })().catch(() => {});
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    [Symbol.dispose](): void {
      listener.close();
      for (const connection of open) connection.close();
    },
  };
}

Deno.test("an upload to a service that takes nothing any more has an end", async () => {
  using server = deafServer();
  const endlessSource = (): ReadableStream<Uint8Array<ArrayBuffer>> => {
    return new ReadableStream({ pull: (body) => body.enqueue(new Uint8Array(65_536)) });
  };
  const options = { timeoutMs: 200, retry: { retries: 0 } };
  const uploads = {
    tapis: () => tapisOf(server.url, options).upload("lab", "a", endlessSource()),
    globus: () => collectionClient(server.url, options).upload("/a", endlessSource()),
    blob: () => {
      return tapisOf(server.url, options).upload("lab", "a", new Blob(["abc"]));
    },
  };
  for (const [name, upload] of Object.entries(uploads)) {
    const error = await assertRejects(upload, NetworkError, undefined, name);
    assertEquals(error.reason, "time-out", name);
  }
});

Deno.test("an upload is not late because its source takes time", () =>
  steadily(50, async () => {
    // Asked how many bytes it has, the service says as many as were sent.
    await using server = startRawServer([{ json: {} }, { body: "abcabcabc" }]);
    let left = 3;
    const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async pull(controller): Promise<void> {
        await new Promise((resolve) => setTimeout(resolve, 300));
        controller.enqueue(new TextEncoder().encode("abc"));
        if (--left === 0) controller.close();
      },
    });
    const files = collectionClient(server.url, { timeoutMs: 200 });
    assertEquals((await files.upload("/a", source)).bytes, 9);
  }));

Deno.test("an upload is given up at once, and its source is let go", async () => {
  using server = deafServer();
  let cancelled = false;
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (body) => body.enqueue(new Uint8Array(65_536)),
    cancel: () => void (cancelled = true),
  });
  const signal = AbortSignal.timeout(100);
  const error = await assertRejects(
    () => collectionClient(server.url).upload("/a", source, { signal }),
    NetworkError,
  );
  assertEquals([error.reason, cancelled], ["aborted", true]);
});

Deno.test("a fetch that heeds no signal does not keep a call waiting", async () => {
  const client = clientOf("https://x.example.org", {
    fetch: () => new Promise(() => {}),
    timeoutMs: 50,
  });
  const late = await call(client, "GET", "/").catch((error) => error);
  const given = await call(client, "GET", "/", {
    timeoutMs: 60_000,
    signal: AbortSignal.timeout(50),
  }).catch((error) => error);
  assert(isNetworkError(late) && isNetworkError(given));
  assertEquals([late.reason, given.reason], ["time-out", "aborted"]);
});

Deno.test("a body that has always more ready is late by the clock", async () => {
  const client = clientOf("https://x.example.org", {
    fetch: () => {
      const body = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(1)) });
      return Promise.resolve(new Response(body));
    },
  });
  const error = await assertRejects(
    () => call(client, "GET", "/", { timeoutMs: 50 }),
    NetworkError,
  );
  assertEquals(error.reason, "time-out");
});

Deno.test("an error's body ends at the client's time-out, where a long answer was asked for as well", () =>
  steadily(50, async () => {
    const head = "HTTP/1.1 404 Not Found\r\ncontent-type: text/plain\r\n\r\n";
    const drip = { piece: "a".repeat(20), everyMs: 5 };
    await using folder = await temporaryFolder();
    const target = `${folder.path}/a`;
    const limits = { timeoutMs: 100 };
    const asked: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
      "an open reply": (url) => openReply(clientOf(url, limits), "GET", "/"),
      "a collection's file": (url) => {
        return collectionClient(url, { ...limits, retry: { retries: 0 } }).downloadFile(
          "/a",
          target,
        );
      },
      "a Tapis v3 file": (url) => tapisOf(url, limits).downloadFile("lab", "a", target),
      "an upload": (url) => {
        const { body } = new Response("some bytes");
        return collectionClient(url, { ...limits, retry: { retries: 0 } })
          .upload("/a", body ?? new ReadableStream());
      },
    };
    for (const [name, ask] of Object.entries(asked)) {
      await using server = startRawServer([{ raw: head, drip }]);
      const error = await assertRejects(() => ask(server.url), NetworkError);
      assertEquals([name, error.reason], [name, "time-out"]);
    }
  }));
