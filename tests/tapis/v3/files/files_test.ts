import { crc32 } from "node:zlib";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ApiError, NetworkError } from "../../../../src/http/reply/errors.ts";
import type { Sandbox } from "../../../../src/sandbox/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { v3 } from "../../../../src/tapis/mod.ts";
import { startRawServer } from "../../../helpers/servers/raw_server.ts";
import { bytesOf, loggedIn, madeUpJwt } from "../_v3.ts";

function folderOf(sandbox: Sandbox, name: string): string {
  return sandbox.collections.find((collection) => collection.name === name)?.path ?? "";
}

async function text(client: v3.TapisClient, path: string): Promise<string> {
  return await new Response((await client.download("lab", path)).body).text();
}

Deno.test("listFiles() pages as the service allows, and finds every file once", async () => {
  await using sandbox = await startSandbox();
  const folder = `${folderOf(sandbox, "lab")}/many`;
  await Deno.mkdir(folder);
  const names = Array.from({ length: 2050 }, (_, index) => `f${String(index).padStart(4, "0")}`);
  for (const name of names) await Deno.writeTextFile(`${folder}/${name}`, "");
  const tapis = await loggedIn(sandbox);
  const { items } = await tapis.listFiles("lab", "many").collect();
  assertEquals(items.map(({ name }) => name), names);
  const asked = sandbox.requests.filter(({ path }) => path.endsWith("/many"));
  assertEquals(asked.map(({ query }) => new URLSearchParams(query).get("offset")), [
    "0",
    "1000",
    "2000",
  ]);
  const some = await tapis.listFiles("lab", "many", { maxItems: 3, pattern: "f00*1" }).collect();
  assertEquals(some.items.map(({ name }) => name), ["f0001", "f0011", "f0021"]);
});

Deno.test("listFiles() goes into folders when asked, and gives sizes in bytes", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  const { items } = await tapis.listFiles("lab", "runs", { recurse: true }).collect();
  const files = items.filter(({ type }) => type === "file");
  assert(files.length > 0);
  for (const { path, size, url } of files) {
    assertEquals(size, (await Deno.stat(`${folderOf(sandbox, "lab")}/${path}`)).size);
    assertEquals(url, `tapis://lab/${path}`);
  }
});

Deno.test("listFiles() finds every file below once, however large its folders and pages are", async () => {
  await using sandbox = await startSandbox();
  const folder = `${folderOf(sandbox, "lab")}/tree`;
  // The service counts a page in each folder by itself, and looks into those of a page alone.
  const folders = ["", "a/", "a/b/", "m/", "z/", "z/a/", `${"d/".repeat(25)}`];
  const wanted = folders.flatMap((at) => ["k1", "k2", "k3", "k4"].map((name) => at + name));
  for (const at of folders) await Deno.mkdir(`${folder}/${at}`, { recursive: true });
  for (const path of wanted) await Deno.writeTextFile(`${folder}/${path}`, "");
  const tapis = await loggedIn(sandbox);
  for (const pageSize of [undefined, 1, 2, 3, 4, 5, 7]) {
    const pages = tapis.listFiles("lab", "tree", { recurse: true, pageSize });
    for (const time of ["first", "second"]) {
      const { items, capped } = await pages.collect();
      const files = items.filter(({ type }) => type === "file").map(({ path }) => path);
      assertEquals(
        files.sort(),
        wanted.map((path) => `tree/${path}`).sort(),
        `${pageSize} ${time}`,
      );
      assertEquals([capped, new Set(items.map(({ path }) => path)).size], [false, items.length]);
    }
  }
  const some = await tapis.listFiles("lab", "tree", { recurse: true, maxItems: 9 }).collect();
  assertEquals([some.items.length, some.capped], [9, true]);
});

Deno.test("listFiles() pages a store of objects, which has no folders, as one list", async () => {
  const keys = ["a/1", "a/2", "b/c/3", "b/c/4", "d/5"];
  await using server = startRawServer(({ target }) => {
    const query = new URL(target, "http://127.0.0.1").searchParams;
    const [offset, limit] = [Number(query.get("offset")), Number(query.get("limit"))];
    const result = keys.slice(offset, offset + limit)
      .map((path) => ({ name: path.slice(-1), path, type: "file", size: 1 }));
    return { json: { status: "success", message: "", result } };
  });
  const client = v3.tapisClient({ baseUrl: server.url });
  for (const pageSize of [1, 2, 5, 6]) {
    const { items } = await client.listFiles("s3", "/", { recurse: true, pageSize }).collect();
    assertEquals(items.map(({ path }) => path), keys, `${pageSize}`);
  }
});

Deno.test("upload() and download() keep every byte, whatever the source", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  // What looks like the end of a part is a part of it.
  const tricky = new TextEncoder().encode("\r\n--keyferry-\r\n\r\n--");
  const whole = new Uint8Array([...bytes, ...tricky, ...bytes, ...tricky]);
  const rows: readonly [string, v3.UploadSource][] = [
    ["in/bytes.bin", whole],
    ["in/blob.bin", new Blob([whole])],
    ["in/stream.bin", new Blob([whole]).stream()],
    ['in/a "name", ü.bin', whole],
  ];
  for (const [path, source] of rows) {
    await tapis.upload("lab", path, source);
    assertEquals(await Deno.readFile(`${folderOf(sandbox, "lab")}/${path}`), whole, path);
    const { body, size } = await tapis.download("lab", path);
    // The service streams, and tells no length.
    assertEquals(size, undefined);
    assertEquals(await bytesOf(body), whole, path);
  }
  await tapis.upload("lab", "in/empty", "");
  assertEquals(await text(tapis, "in/empty"), "");
  await tapis.upload("lab", "in/empty", "no more");
  assertEquals(await text(tapis, "in/empty"), "no more");
});

Deno.test("upload() streams: the sender waits for what the service has not taken", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  const chunk = new Uint8Array(256 * 1024);
  let sent = 0;
  const source = new ReadableStream<Uint8Array>({
    pull(controller): void {
      if (sent === 64) controller.close();
      else controller.enqueue(chunk);
      sent++;
    },
  }, { highWaterMark: 0 });
  await tapis.upload("lab", "large.bin", source);
  assertEquals((await tapis.statFile("lab", "large.bin")).size, 64 * chunk.length);
});

Deno.test("an upload that breaks off leaves what was there, and nothing half", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  const source = new ReadableStream<Uint8Array>({
    start(controller): void {
      controller.enqueue(new Uint8Array(100_000));
    },
    pull(controller): void {
      controller.error(new Error("The disk is gone"));
    },
  });
  await assertRejects(() => tapis.upload("lab", "README.txt", source), NetworkError);
  const { items } = await tapis.listFiles("lab", "/").collect();
  assertEquals(items.map(({ name }) => name), ["cells.csv", "README.txt", "runs"]);
  assert((await text(tapis, "README.txt")).startsWith("Sample data"));
});

Deno.test("download() gives any part of a file, though the service's range is odd", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  await tapis.upload("lab", "abc", "abcdefghij");
  const rows: readonly [v3.DownloadOptions, string][] = [
    [{}, "abcdefghij"],
    [{ offset: 4 }, "efghij"],
    [{ count: 3 }, "abc"],
    [{ offset: 2, count: 5 }, "cdefg"],
    // The service refuses a count below the start.
    [{ offset: 7, count: 2 }, "hi"],
    [{ offset: 8, count: 20 }, "ij"],
    [{ offset: 30, count: 1 }, ""],
    [{ offset: 3, count: 0 }, ""],
  ];
  for (const [options, part] of rows) {
    const { body } = await tapis.download("lab", "abc", options);
    assertEquals(await new Response(body).text(), part, JSON.stringify(options));
  }
  await assertRejects(() => tapis.download("lab", "abc", { offset: -1 }), RangeError);
  await assertRejects(() => tapis.download("lab", "abc", { count: 1.5 }), RangeError);
});

/** The files of a zip file by its directory, their checksums compared (PKWARE's APPNOTE 4.3). */
function unzipped(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  assertEquals(view.getUint32(end, true), 0x06054b50);
  const files = new Map<string, Uint8Array>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    assertEquals(view.getUint32(at, true), 0x02014b50);
    const [length, offset] = [view.getUint16(at + 28, true), view.getUint32(at + 42, true)];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + length));
    assertEquals([view.getUint32(offset, true), view.getUint16(offset + 26, true)], [
      0x04034b50,
      length,
    ]);
    const begin = offset + 30 + length;
    const content = bytes.subarray(begin, begin + view.getUint32(at + 20, true));
    assertEquals(crc32(content), view.getUint32(at + 16, true));
    files.set(name, content);
    at += 46 + length;
  }
  assertEquals(at, end);
  return files;
}

Deno.test("download() gives a folder as a zip file alone, with every file's bytes", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  const error = await assertRejects(() => tapis.download("lab", "runs"), ApiError, "zip=true");
  assertEquals(error.status, 400);
  const { body } = await tapis.download("lab", "runs", { zip: true });
  const files = unzipped(await bytesOf(body));
  const { items } = await tapis.listFiles("lab", "runs", { recurse: true }).collect();
  const paths = items.filter(({ type }) => type === "file").map(({ path }) => path);
  // A folder has a name of its own in it, which ends in a slash.
  const folders = items.filter(({ type }) => type === "dir").map(({ path }) => `${path}/`);
  assertEquals([...files.keys()].sort(), [...paths, ...folders].sort());
  for (const path of paths) {
    assertEquals(files.get(path), await Deno.readFile(`${folderOf(sandbox, "lab")}/${path}`), path);
  }
});

Deno.test("files are made, moved, copied and deleted where they lie", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  const lab = folderOf(sandbox, "lab");
  const readme = await Deno.readTextFile(`${lab}/README.txt`);
  await tapis.mkdir("lab", "/new/deep/");
  await tapis.mkdir("lab", "new/deep");
  await tapis.copyFile("lab", "README.txt", "new/deep/copy.txt");
  await tapis.moveFile("lab", "new/deep", "moved");
  assertEquals(await Deno.readTextFile(`${lab}/moved/copy.txt`), readme);
  assertEquals(await tapis.statFile("lab", "moved"), {
    name: "moved",
    path: "moved",
    type: "dir",
    size: undefined,
    lastModified: undefined,
  });
  assertEquals((await tapis.statFile("lab", "/moved/copy.txt")).size, readme.length);
  await tapis.copyFile("lab", "moved", "again");
  await tapis.deleteFile("lab", "moved");
  assertEquals(await Deno.readTextFile(`${lab}/again/copy.txt`), readme);
  const wrong: readonly [() => Promise<unknown>, status: number][] = [
    [() => tapis.statFile("lab", "moved"), 404],
    [() => tapis.statFile("nowhere", "x"), 404],
    [() => tapis.download("lab", "moved"), 404],
    [() => tapis.deleteFile("lab", "moved"), 404],
    [() => tapis.moveFile("lab", "moved", "x"), 404],
    [() => tapis.copyFile("lab", "again", "again/inside"), 500],
    [() => tapis.moveFile("lab", "again", "again/inside"), 500],
    [() => tapis.upload("lab", "again", "a folder is there"), 400],
  ];
  for (const [act, status] of wrong) {
    assertEquals((await assertRejects(act, ApiError)).status, status, String(act));
  }
});

Deno.test("download() tries again where that is worth it, and upload() of a stream does not", async () => {
  await using server = startRawServer((_request, index) => {
    return index < 2 ? { status: 503, body: "busy" } : { body: "at last" };
  });
  const options = { baseUrl: server.url, token: madeUpJwt(), sleep: () => Promise.resolve() };
  const tapis = await v3.restore(options);
  const { body } = await tapis.download("sys", "a");
  assertEquals(await new Response(body).text(), "at last");
  assertEquals(server.requests.length, 3);
  await using busy = startRawServer([{ status: 503, body: "busy" }]);
  const other = await v3.restore({ ...options, baseUrl: busy.url });
  const stream = new Blob(["x"]).stream();
  await assertRejects(() => other.upload("sys", "a", stream), ApiError);
  assertEquals(busy.requests.length, 1);
});

Deno.test("moveFile() and copyFile() are not sent twice: a folder's second copy would go into the first", async () => {
  await using server = startRawServer([{ status: 503, body: "busy" }]);
  const options = { baseUrl: server.url, token: madeUpJwt(), sleep: () => Promise.resolve() };
  const tapis = await v3.restore(options);
  await assertRejects(() => tapis.moveFile("sys", "a", "b"), ApiError);
  await assertRejects(() => tapis.copyFile("sys", "a", "b"), ApiError);
  assertEquals(server.requests.length, 2);
});

Deno.test("a token renewed for download() or upload() is not a retry", async () => {
  await using server = startRawServer((_request, index) => {
    return [{ status: 401, body: "old" }, { status: 503, body: "busy" }][index] ?? { body: "new" };
  });
  let refusals = 0;
  const rejected = (): boolean => ++refusals === 1;
  const tapis = v3.tapisClient({
    baseUrl: server.url,
    authorizer: { apply() {}, rejected },
    retry: { retries: 1 },
    sleep: () => Promise.resolve(),
  });
  const { body } = await tapis.download("sys", "a");
  assertEquals(await new Response(body).text(), "new");
  assertEquals([server.requests.length, refusals], [3, 1]);
  await using other = startRawServer((_request, index) => {
    if (index === 0) return { status: 401, body: "old" };
    const result = [{ name: "a", path: "a", type: "file", size: 4 }];
    return { json: { status: "success", result } };
  });
  const authorizer = { apply() {}, rejected: () => true };
  await v3.tapisClient({ baseUrl: other.url, authorizer }).upload("sys", "a", "text");
  assertEquals(other.requests.map(({ method }) => method), ["POST", "POST", "GET"]);
});

Deno.test("download() is given up by its signal while it is read", async () => {
  const begun = new TextEncoder().encode("begun");
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(new ReadableStream({ start: (body) => body.enqueue(begun) })),
  );
  const baseUrl = `http://127.0.0.1:${server.addr.port}`;
  const tapis = await v3.restore({ baseUrl, token: madeUpJwt() });
  const controller = new AbortController();
  const { body } = await tapis.download("sys", "a", { signal: controller.signal });
  const reader = body.getReader();
  assertEquals((await reader.read()).value, begun);
  controller.abort();
  await assertRejects(() => reader.read());
});

Deno.test("download() is given up by its signal before it begins", async () => {
  await using server = startRawServer([{ hang: true }]);
  const tapis = await v3.restore({ baseUrl: server.url, token: madeUpJwt() });
  const controller = new AbortController();
  const pending = tapis.download("sys", "a", { signal: controller.signal });
  controller.abort();
  const error = await assertRejects(() => pending, NetworkError);
  assertEquals(error.reason, "aborted");
});
