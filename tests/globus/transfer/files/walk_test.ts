import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  transferClient,
  type WalkEntry,
  type WalkOptions,
} from "../../../../src/globus/transfer/mod.ts";
import { ApiError, NetworkError } from "../../../../src/http/reply/errors.ts";
import { type RawServer, startRawServer } from "../../../helpers/servers/raw_server.ts";

/** A folder: its files' sizes, its folders, and links to folders. */
interface Tree {
  readonly [name: string]: number | string | Tree;
}

const tree: Tree = {
  a: { one: { deep: { "x.txt": 1 } }, "1.txt": 2 },
  b: { "2.txt": 3, up: "/" },
  "c d é": { "ü.txt": 4 },
  "root.txt": 5,
};

/** A collection that holds the tree; a link leads back to the top. */
function collection(root: Tree, largest = Infinity): RawServer {
  return startRawServer(({ target }) => {
    const query = new URL(target, "http://x").searchParams;
    const path = query.get("path") ?? "/~/";
    let here: number | string | Tree | undefined = root;
    for (const name of path.split("/").filter((name) => name !== "" && name !== "~")) {
      here = typeof here === "object" ? here[name] : undefined;
      if (typeof here === "string") here = root;
    }
    if (typeof here !== "object") return { status: 404, json: { code: "NotFound", message: path } };
    const all = Object.entries(here).map(([name, value]) => ({
      DATA_TYPE: "file",
      name,
      type: typeof value === "number" ? "file" : "dir",
      size: typeof value === "number" ? value : 4096,
      link_target: typeof value === "string" ? value : null,
    }));
    const offset = Number(query.get("offset") ?? 0);
    const limit = Math.min(Number(query.get("limit") ?? Infinity), largest);
    const DATA = all.slice(offset, offset + limit);
    return { json: { DATA_TYPE: "file_list", path, DATA, length: DATA.length, total: all.length } };
  });
}

async function walked(server: RawServer, options: WalkOptions = {}): Promise<WalkEntry[]> {
  return await Array.fromAsync(transferClient({ baseUrl: server.url }).walk("e", options));
}

function paths(entries: readonly WalkEntry[]): string[] {
  return entries.map(({ path }) => path);
}

const breadth = [
  "/a/",
  "/b/",
  "/c d é/",
  "/root.txt",
  "/a/one/",
  "/a/1.txt",
  "/b/2.txt",
  "/b/up/",
  "/c d é/ü.txt",
  "/a/one/deep/",
  "/a/one/deep/x.txt",
];

const depth = [
  "/a/",
  "/a/one/",
  "/a/one/deep/",
  "/a/one/deep/x.txt",
  "/a/1.txt",
  "/b/",
  "/b/2.txt",
  "/b/up/",
  "/c d é/",
  "/c d é/ü.txt",
  "/root.txt",
];

Deno.test("walk() comes to everything, in the order that is wished for", async () => {
  await using server = collection(tree);
  assertEquals(paths(await walked(server, { path: "/" })), breadth);
  assertEquals(server.requests.length, 6, "one request a folder");
  assertEquals(paths(await walked(server, { path: "/", order: "depth" })), depth);
  const levels = (await walked(server, { path: "/" })).map(({ depth }) => depth);
  assertEquals(levels, [1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 4]);
});

Deno.test("walk() begins in the collection's default folder where none is named", async () => {
  await using server = collection(tree);
  assertEquals(paths(await walked(server)), breadth.map((path) => `/~${path}`));
  assertEquals(paths(await walked(server, { path: "/a" })), [
    "/a/one/",
    "/a/1.txt",
    "/a/one/deep/",
    "/a/one/deep/x.txt",
  ]);
});

Deno.test("walk() goes no deeper than it may", async () => {
  await using server = collection(tree);
  for (const order of ["breadth", "depth"] as const) {
    const all = await walked(server, { path: "/", order });
    for (const maxDepth of [1, 2, 3]) {
      const before = server.requests.length;
      const found = await walked(server, { path: "/", order, maxDepth });
      assertEquals(found, all.filter(({ depth }) => depth <= maxDepth));
      assertEquals(server.requests.length - before, [1, 4, 5][maxDepth - 1]);
    }
  }
});

Deno.test("walk() follows no link, unless it is told to", async () => {
  await using server = collection(tree);
  const followed = await walked(server, { path: "/b/", descend: () => true, maxDepth: 2 });
  assertEquals(paths(followed), [
    "/b/2.txt",
    "/b/up/",
    "/b/up/a/",
    "/b/up/b/",
    "/b/up/c d é/",
    "/b/up/root.txt",
  ]);
});

Deno.test("walk() goes into folders that its filter leaves out, but not where it may not descend", async () => {
  await using server = collection(tree);
  for (const order of ["breadth", "depth"] as const) {
    const files = await walked(server, {
      path: "/",
      order,
      filter: ({ file }) => file.type === "file",
      descend: ({ path }) => path !== "/b/" && path !== "/a/one/",
    });
    assertEquals(paths(files).toSorted(), ["/a/1.txt", "/c d é/ü.txt", "/root.txt"]);
  }
});

Deno.test("walk() asks on where a folder has more than the service gives at once", async () => {
  const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`f${index}`, index]));
  await using server = collection({ many }, 10);
  assertEquals((await walked(server, { path: "/many/" })).length, 25);
  assertEquals(server.requests.length, 3);
  assertEquals((await walked(server, { path: "/many/", pageSize: 5 })).length, 25);
  assertEquals(server.requests.length, 8);
});

Deno.test("walk() ends at a folder it may not list, or tells of it and goes on", async () => {
  const server = startRawServer(({ target }) => {
    const path = new URL(target, "http://x").searchParams.get("path");
    if (path === "/a/") return { status: 403, json: { code: "PermissionDenied", message: "no" } };
    const names = path === "/" ? ["a", "b"] : [];
    const DATA = names.map((name) => ({ name, type: "dir", link_target: null }));
    return { json: { DATA_TYPE: "file_list", path, DATA, total: DATA.length } };
  });
  await using _ = server;
  await assertRejects(() => walked(server, { path: "/" }), ApiError, "PermissionDenied");
  const told: string[] = [];
  const found = await walked(server, {
    path: "/",
    onError: (error, path) => told.push(`${path} ${(error as ApiError).apiCode}`),
  });
  assertEquals([paths(found), told], [["/a/", "/b/"], ["/a/ PermissionDenied"]]);
});

Deno.test("walk() lists no more folders a second than it may", async () => {
  await using server = collection(tree);
  let time = 0;
  const delays: number[] = [];
  const transfer = transferClient({
    baseUrl: server.url,
    now: () => time,
    sleep: (ms) => {
      delays.push(ms);
      time += ms;
      return Promise.resolve();
    },
  });
  await Array.fromAsync(transfer.walk("e", { path: "/", perSecond: 4 }));
  assertEquals(delays, [250, 250, 250, 250, 250]);
});

Deno.test("walk() fetches a folder when it is come to, and stops with its loop or its signal", async () => {
  await using server = collection(tree);
  const transfer = transferClient({ baseUrl: server.url });
  const walk = transfer.walk("e", { path: "/" });
  assertEquals(server.requests.length, 0);
  for await (const { path } of walk) if (path === "/root.txt") break;
  assertEquals(server.requests.length, 1);
  const signal = AbortSignal.abort("enough");
  const error = await assertRejects(() => walked(server, { signal }), NetworkError);
  assertEquals(error.reason, "aborted");
});

Deno.test("walk() refuses limits that are none, and ids that name nothing", () => {
  const transfer = transferClient();
  for (const value of [0, -1, NaN]) {
    assertThrows(() => transfer.walk("e", { maxDepth: value }), RangeError, "maxDepth");
    assertThrows(() => transfer.walk("e", { perSecond: value }), RangeError, "perSecond");
  }
  for (const id of ["", ".", ".."]) assertThrows(() => transfer.walk(id), TypeError);
  assert(transfer.walk("e", { maxDepth: Infinity }));
});
