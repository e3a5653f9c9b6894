import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { accessTokenAuthorizer } from "../../../../src/globus/auth/mod.ts";
import {
  type CollectionClient,
  collectionClient,
  type DownloadOptions,
} from "../../../../src/globus/transfer/mod.ts";
import type { Authorizer } from "../../../../src/http/authorizer.ts";
import type { ClientOptions } from "../../../../src/http/client.ts";
import { ApiError, NetworkError } from "../../../../src/http/reply/errors.ts";
import { patience } from "../../../helpers/patient.ts";
import { fileNames, temporaryFolder } from "../../../helpers/temporary_folder.ts";

const content = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) >>> 5);
const sha256 = createHash("sha256").update(content).digest("hex");

interface Served extends AsyncDisposable {
  readonly files: CollectionClient;
  /** What was asked for: method, path, range. */
  readonly asked: string[];
  /** What was written. */
  readonly written: Map<string, Uint8Array>;
}

/** How a collection misbehaves. */
interface Habits {
  /** Break each answer off after so many bytes, the first `times` times. */
  readonly breaks?: { readonly after: number; readonly times: number };
  /** Say nothing more after that, rather than breaking off. */
  readonly stalls?: boolean;
  /** Answer whole, whatever part was asked for. */
  readonly whole?: boolean;
  /** Another version of the file at each request. */
  readonly changes?: boolean;
  /** Refuse so many requests first. */
  readonly refuses?: { readonly status: number; readonly times: number };
}

/** A collection that serves one file over HTTPS. */
function collection(habits: Habits = {}, options: Omit<ClientOptions, "baseUrl"> = {}): Served {
  const asked: string[] = [];
  const written = new Map<string, Uint8Array>();
  let requests = 0;
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      onListen: () => {},
      // Streams that break off are meant to.
      onError: () => new Response(null, { status: 500 }),
    },
    async (request) => {
      const { pathname } = new URL(request.url);
      const range = request.headers.get("range");
      asked.push([request.method, pathname, ...(range === null ? [] : [range])].join(" "));
      const number = requests++;
      if (number < (habits.refuses?.times ?? 0)) {
        await request.body?.cancel();
        const { status } = habits.refuses ?? { status: 500 };
        return Response.json({ code: "Made.Up", message: "m" }, { status });
      }
      if (request.method === "PUT") {
        written.set(decodeURIComponent(pathname), await request.bytes());
        return new Response(null, { status: 201 });
      }
      const put = written.get(decodeURIComponent(pathname));
      if (request.method === "HEAD" && put !== undefined) {
        return new Response(null, { headers: { "content-length": `${put.length}` } });
      }
      if (pathname === "/missing") return Response.json({ code: "NotFound" }, { status: 404 });
      const tag = habits.changes ? `"v${number}"` : '"v"';
      const same = [null, tag].includes(request.headers.get("if-range"));
      const part = range !== null && !habits.whole && same;
      const from = part ? Number(/\d+/.exec(range)?.[0]) : 0;
      if (from >= content.length) return new Response(null, { status: 416 });
      const headers = {
        etag: tag,
        "content-length": String(content.length - from),
        ...(part
          ? { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` }
          : {}),
      };
      const status = part ? 206 : 200;
      const { after, times } = habits.breaks ?? { after: 0, times: 0 };
      if (number >= times) return new Response(content.slice(from), { status, headers });
      return new Response(broken(content.slice(from, from + after), habits.stalls), {
        status,
        headers,
      });
    },
  );
  const { sleep } = patience();
  const url = `http://127.0.0.1:${server.addr.port}`;
  const files = collectionClient(url, { sleep, ...options });
  return { files, asked, written, [Symbol.asyncDispose]: () => server.shutdown() };
}

function broken(bytes: Uint8Array, stalls = false): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(stream): void {
      stream.enqueue(bytes);
      if (stalls) return;
      // Later, so that the beginning is on its way.
      setTimeout(() => stream.error(new Error("broken off")), 20);
    },
  });
}

async function fetched(files: CollectionClient, options?: DownloadOptions): Promise<Uint8Array> {
  const { stream } = await files.download("/run 7/ä?.bin", options);
  return await new Response(stream).bytes();
}

Deno.test("download() reads a file whole, with the collection's token, its path encoded", async () => {
  let authorization: string | null = null;
  const authorizer: Authorizer = accessTokenAuthorizer("made-up");
  await using served = collection({}, {
    authorizer,
    fetch: (input, init) => {
      authorization = new Headers(init?.headers).get("authorization");
      return fetch(input, init);
    },
  });
  const { stream, size, headers } = await served.files.download("/run 7/ä?.bin");
  assertEquals([size, headers.get("etag"), authorization], [300_000, '"v"', "Bearer made-up"]);
  assertEquals(await new Response(stream).bytes(), content);
  assertEquals(served.asked, ["GET /run%207/%C3%A4%3F.bin"]);
});

Deno.test("download() takes up a connection that broke off where it ended", async () => {
  await using served = collection({ breaks: { after: 70_000, times: 3 } });
  const seen: number[] = [];
  const options: DownloadOptions = {
    checksum: { algorithm: "sha256", value: sha256.toUpperCase() },
    onProgress: ({ bytes, total }) => {
      assertEquals(total, 300_000);
      seen.push(bytes);
    },
  };
  assertEquals(await fetched(served.files, options), content);
  const ranges = served.asked.map((line) => line.split(" ")[2]);
  assertEquals(ranges, [undefined, "bytes=70000-", "bytes=140000-", "bytes=210000-"]);
  assertEquals([seen.at(-1), seen.toSorted((a, b) => a - b)], [300_000, seen]);
});

Deno.test("download() takes up a connection over which nothing comes any more", async () => {
  await using served = collection({ breaks: { after: 70_000, times: 1 }, stalls: true }, {
    timeoutMs: 1000,
  });
  assertEquals(await fetched(served.files), content);
  assertEquals(served.asked.length, 2);
});

Deno.test("download() gives up when no try brings anything", async () => {
  const after = 70_000;
  let stop = false;
  await using served = collection({ breaks: { after, times: 1 } }, {
    retry: { retries: 2 },
    fetch: (input, init) => {
      if (stop) return Promise.reject(new TypeError("connection refused"));
      stop = true;
      return fetch(input, init);
    },
  });
  const error = await assertRejects(() => fetched(served.files), NetworkError);
  assertEquals([error.reason, served.asked.length], ["refused", 1]);
});

Deno.test("download() refuses to go on with another file than it began with", async () => {
  for (const habits of [{ changes: true }, { whole: true }]) {
    await using served = collection({ ...habits, breaks: { after: 70_000, times: 1 } });
    await assertRejects(() => fetched(served.files), NetworkError, "the file has changed");
  }
});

Deno.test("download() begins where it is told, for a file that is there in part", async () => {
  const seen: number[] = [];
  await using served = collection();
  const rest = await fetched(served.files, {
    offset: 299_990,
    onProgress: ({ bytes }) => void seen.push(bytes),
  });
  assertEquals([rest, seen], [content.slice(299_990), [300_000]]);
  await assertRejects(
    () => fetched(served.files, { offset: 300_000 }),
    NetworkError,
    "no more than 300000 bytes",
  );
});

Deno.test("download() tells of a file whose checksum is another", async () => {
  await using served = collection();
  for (const algorithm of ["md5", "sha1", "sha512"] as const) {
    const value = createHash(algorithm).update(content).digest("hex");
    assertEquals((await fetched(served.files, { checksum: { algorithm, value } })).length, 300_000);
  }
  const checksum = { algorithm: "sha256", value: "0".repeat(64) } as const;
  await assertRejects(() => fetched(served.files, { checksum }), NetworkError, `is ${sha256}, not`);
});

Deno.test("download() fetches a piece when it is wanted, and lets go when it is not", async () => {
  let sent = 0;
  let gone = false;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
    return new Response(
      new ReadableStream({
        pull(stream): void {
          sent += 65_536;
          stream.enqueue(new Uint8Array(65_536));
        },
        cancel(): void {
          gone = true;
        },
      }),
    );
  });
  const files = collectionClient(`http://127.0.0.1:${server.addr.port}`);
  const { stream, size } = await files.download("/endless");
  assertEquals(size, undefined);
  const reader = stream.getReader();
  for (let count = 0; count < 5; count++) await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 100));
  // Sockets buffer some; an unread file of any size must not pile up.
  assert(sent < 64 * 1024 * 1024, `${sent} bytes were sent`);
  await reader.cancel();
  await server.shutdown();
  assert(gone);
});

Deno.test("download() is given up while it is read", async () => {
  await using served = collection({ breaks: { after: 70_000, times: 1 }, stalls: true });
  const controller = new AbortController();
  setTimeout(() => controller.abort("enough"), 50);
  const error = await assertRejects(
    () => fetched(served.files, { signal: controller.signal }),
    NetworkError,
  );
  assertEquals(error.reason, "aborted");
});

Deno.test("download() tries again what passes, and tells of what does not", async () => {
  await using passes = collection({ refuses: { status: 503, times: 2 } });
  assertEquals(await fetched(passes.files), content);
  assertEquals(passes.asked.length, 3);
  await using refuses = collection();
  const error = await assertRejects(() => refuses.files.download("/missing"), ApiError);
  assertEquals([error.status, error.service], [404, "Globus collection"]);
});

Deno.test("download() and upload() renew a refused token once", async () => {
  await using served = collection({ refuses: { status: 401, times: 1 } }, {
    authorizer: { apply: () => {}, rejected: () => true },
  });
  assertEquals(await fetched(served.files), content);
  assertEquals(served.asked.length, 2);
  await using second = collection({ refuses: { status: 401, times: 1 } }, {
    authorizer: { apply: () => {}, rejected: () => true },
  });
  await second.files.upload("/a", "x");
  assertEquals(second.asked, ["PUT /a", "PUT /a", "HEAD /a"]);
});

Deno.test("download() and upload() refuse paths that are not a file's, and offsets that are not counts", async () => {
  const files = collectionClient("https://g-1.data.example.org", {
    fetch: () => Promise.reject(new Error("sent")),
  });
  for (const path of ["", "a", "/", "//a", "/a/", "/a/../b", "/./a", "/\ud800"]) {
    await assertRejects(() => files.download(path), TypeError);
    await assertRejects(() => files.upload(path, ""), TypeError);
  }
  for (const offset of [-1, 1.5, NaN]) {
    await assertRejects(() => files.download("/a", { offset }), RangeError, "offset");
  }
  const checksum = { algorithm: "md5", value: "0" } as const;
  await assertRejects(() => files.download("/a", { offset: 1, checksum }), TypeError, "checksum");
  const unknown = { algorithm: "crc32" as "md5", value: "0" };
  await assertRejects(() => files.download("/a", { checksum: unknown }), RangeError, "crc32");
});

Deno.test("download() and downloadFile() refuse a checksum that no file can have before they ask for one", async () => {
  await using folder = await temporaryFolder();
  const files = collectionClient("https://g-1.data.example.org", {
    fetch: () => Promise.reject(new Error("sent")),
  });
  const hex = "0a".repeat(16);
  // As a file of md5sum has it, in base64, of another kind, and none at all.
  for (
    const value of [
      `${hex}\n`,
      `${hex}  a.bin`,
      "CY9rzUYh03PK3k6DJie09g==",
      hex + hex,
      "",
      undefined,
    ]
  ) {
    const checksum = { algorithm: "md5", value: value as string } as const;
    for (
      const get of [
        () => files.download("/a", { checksum }),
        () => files.downloadFile("/a", `${folder.path}/a`, { checksum }),
      ]
    ) {
      await assertRejects(
        get,
        TypeError,
        "checksum.value must be the 32 hexadecimal digits of a md5",
      );
    }
  }
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("upload() sends a Blob with its size, and again after a failure", async () => {
  await using served = collection({ refuses: { status: 503, times: 2 } });
  const blob = new Blob([content], { type: "application/x-made-up" });
  assertEquals(await served.files.upload("/b c.bin", blob), {
    bytes: 300_000,
    checksum: undefined,
  });
  assertEquals(served.written.get("/b c.bin"), content);
  assertEquals(served.asked.map((line) => line.split(" ")[0]), ["PUT", "PUT", "PUT", "HEAD"]);
});

Deno.test("upload() sends a stream once, and tells how far it is and what it sent", async () => {
  for (const stream of [true, false]) {
    await using served = collection();
    const blob = new Blob([content]);
    const seen: (number | undefined)[][] = [];
    const result = await served.files.upload("/c", stream ? blob.stream() : blob, {
      checksum: "sha256",
      onProgress: ({ bytes, total }) => void seen.push([bytes, total]),
    });
    assertEquals(result, { bytes: 300_000, checksum: sha256 });
    assertEquals(served.written.get("/c"), content);
    assertEquals(seen.at(-1), [300_000, stream ? undefined : 300_000]);
  }
  await using refuses = collection({ refuses: { status: 503, times: 1 } });
  await assertRejects(() => refuses.files.upload("/c", new Blob([content]).stream()), ApiError);
  assertEquals(refuses.asked.length, 1);
});
