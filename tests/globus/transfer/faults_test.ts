import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type TransferClient,
  transferClient,
  transferData,
} from "../../../src/globus/transfer/mod.ts";
import { isApiError, isNetworkError } from "../../../src/http/reply/errors.ts";
import { patience } from "../../helpers/patient.ts";

/** A way to fail, and what a caller is told who meets nothing else. */
interface Fault {
  readonly name: string;
  readonly reply: () => Response;
  /** Whether another try is worthwhile. */
  readonly passes: boolean;
  /** The status or the reason in the error. */
  readonly told: number | string;
}

function status(code: number, body: unknown = { code: "Made.Up", message: "m" }): Fault {
  return {
    name: `${code} ${JSON.stringify(body)}`,
    reply: () => Response.json(body, { status: code }),
    passes: code === 429 || code >= 500,
    told: code,
  };
}

/** A body that begins and then breaks off, or never goes on. */
function partial(begin: (stream: ReadableStreamDefaultController<Uint8Array>) => void): Response {
  return new Response(new ReadableStream({ start: begin }));
}

const brace = new TextEncoder().encode('{"DATA_TYPE": "task", "stat');

const faults: readonly Fault[] = [
  ...[429, 500, 502, 503, 504].map((code) => status(code)),
  ...[400, 502, 503].flatMap((code) => [[], [7], { errors: [] }].map((body) => status(code, body))),
  {
    name: "a reset",
    reply: () => {
      throw new Error("reset");
    },
    passes: true,
    told: "connection",
  },
  {
    name: "a torn body",
    reply: () =>
      partial((stream) => {
        stream.enqueue(brace);
        // Later, so that the beginning is on its way.
        setTimeout(() => stream.error(new Error("torn")), 20);
      }),
    passes: true,
    told: "torn body",
  },
  {
    name: "a slow body",
    reply: () => partial((stream) => stream.enqueue(brace)),
    passes: true,
    told: "time-out",
  },
  {
    name: "HTML",
    reply: () => new Response("<html>Sign in</html>", { headers: { "content-type": "text/html" } }),
    passes: false,
    told: 200,
  },
  { name: "a JSON array", reply: () => Response.json([]), passes: false, told: 200 },
  { name: "errors: []", reply: () => Response.json({ errors: [] }), passes: false, told: 200 },
];

interface Service extends AsyncDisposable {
  readonly transfer: TransferClient;
  /** How often it was asked for what is tried here. */
  readonly asked: () => number;
  /** The tasks it has made, by submission id. */
  readonly tasks: Map<string, string>;
}

/**
 * A service that does what it is asked, and then fails to answer as often as told: the worst case,
 * since the caller cannot know whether it was done.
 */
function failing(fault: Fault, times: number): Service {
  let asked = 0;
  const tasks = new Map<string, string>();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    onError: () => new Response(null, { status: 599 }),
  }, async (request) => {
    if (request.url.endsWith("/submission_id")) return Response.json({ value: "S" });
    asked++;
    if (request.method === "POST") {
      const { submission_id: id } = await request.json();
      if (!tasks.has(id)) tasks.set(id, `T${tasks.size}`);
    }
    if (asked <= times) return fault.reply();
    return Response.json({
      DATA_TYPE: "any",
      status: "SUCCEEDED",
      task_id: tasks.get("S") ?? "T",
      total: 1,
      DATA: [{ task_id: "T" }],
    });
  });
  const { sleep } = patience();
  const transfer = transferClient({
    baseUrl: `http://127.0.0.1:${server.addr.port}`,
    sleep,
    // Only a slow body is waited for; no good answer may be late on a busy machine.
    timeoutMs: fault.told === "time-out" ? 600 : 30_000,
    retry: { retries: 2 },
    fetch: fault.told === "connection" ? dropping() : globalThis.fetch,
  });
  return {
    transfer,
    tasks,
    asked: () => asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A server cannot drop a connection through `Deno.serve`; this drops the answers of one that failed. */
function dropping(): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.status !== 599) return response;
    await response.body?.cancel();
    throw new TypeError("error sending request: connection reset by peer");
  };
}

const calls: Readonly<Record<string, (transfer: TransferClient) => Promise<unknown>>> = {
  "a list": async (transfer) => (await transfer.taskList().collect()).items.length,
  "a submit": async (transfer) => {
    return await transfer.submitTransfer(transferData("a", "b").addItem("/a", "/b"));
  },
  "a large submit": async (transfer) => {
    const items = [{ source_path: "/a", destination_path: "/b" }];
    return await transfer.submitTransfer(transferData("a", "b", { items }));
  },
  "a wait": (transfer) => transfer.taskWait("T", { timeout: 60, pollingInterval: 1 }),
  "a watch": async (transfer) => {
    return (await transfer.watchTask("T", { events: "none" }).done).reason;
  },
};

for (const [what, run] of Object.entries(calls)) {
  Deno.test(`${what} gets over what passes, and tells of what does not`, async () => {
    for (const fault of faults) {
      await using service = failing(fault, 2);
      if (fault.passes) {
        assert(await run(service.transfer), fault.name);
        assertEquals(service.asked(), 3, fault.name);
      } else {
        const error = await assertRejects(() => run(service.transfer));
        assert(isApiError(error), `${fault.name}: ${error}`);
        assertEquals([error.status, service.asked()], [fault.told, 1], fault.name);
      }
      if (what.endsWith("submit")) assertEquals([...service.tasks], [["S", "T0"]], fault.name);
    }
  });

  Deno.test(`${what} ends in a typed error when nothing helps`, async () => {
    for (const fault of faults) {
      await using service = failing(fault, Infinity);
      const error = await assertRejects(() => run(service.transfer));
      if (isApiError(error)) assertEquals(error.status, fault.told, fault.name);
      else if (isNetworkError(error)) assertEquals(error.reason, fault.told, fault.name);
      else throw error;
      assertEquals(service.asked(), fault.passes ? 3 : 1, fault.name);
      if (what.endsWith("submit")) assertEquals(service.tasks.size, 1, fault.name);
    }
  });
}

Deno.test("what neither submits nor reads is sent once, unless the service was too busy for it", async () => {
  for (const fault of faults) {
    await using service = failing(fault, Infinity);
    // Some of these answers are a document, for all that the client knows.
    await service.transfer.createBookmark({ name: "b" }).catch(() => {});
    assertEquals(service.asked(), fault.told === 429 ? 3 : 1, fault.name);
  }
});
