/** What looks like success and is none: answers that do not prove that a file is whole, or was stored. */

import { assertEquals, assertRejects } from "@std/assert";
import { collectionClient } from "../../../src/globus/transfer/mod.ts";
import { v3 } from "../../../src/tapis/mod.ts";
import { KeyferryError } from "../../../src/credentials/errors/errors.ts";
import { patience } from "../../helpers/patient.ts";
import { type Answer, type SeenRequest, startRawServer } from "../../helpers/servers/raw_server.ts";
import { fileNames, temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

const clientsAt = (baseUrl: string) => {
  const { sleep } = patience();
  return {
    files: collectionClient(baseUrl, { sleep }),
    tapis: v3.tapisClient({ baseUrl, sleep }),
  };
};

const raw = (status: number, headers: Record<string, string>, body: string): Answer => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return { raw: `HTTP/1.1 ${status} X\r\n${lines}connection: close\r\n\r\n${body}` };
};
const length = (text: string): Record<string, string> => ({ "content-length": `${text.length}` });
const loginPage = '<html><title>Log in</title><form><input type="password"></form></html>';
const envelope = (result: unknown, status = "success", message = "fine"): Answer => ({
  json: { status, message, version: "1", result },
});

type Get = (baseUrl: string, target: string) => Promise<unknown>;
const fromCollection: Get = (url, target) => clientsAt(url).files.downloadFile("/a.bin", target);
const fromTapis: Get = (url, target) => clientsAt(url).tapis.downloadFile("lab", "a.bin", target);
const zipFromTapis: Get = (url, target) => {
  return clientsAt(url).tapis.downloadFile("lab", "runs", target, { zip: true });
};

type Serve = (request: SeenRequest) => Answer;
const always = (answer: Answer): Serve => () => answer;
const strong = { etag: '"1"' };
const html = { "content-type": "text/html" };

/** Promises ten bytes and breaks off; asked again, it sends fewer and says no length, as a proxy of HTTP/1.0 does. */
function lengthOnce(): Serve {
  let isFirst = true;
  return ({ method, target }) => {
    if (method === "HEAD") return raw(200, { "content-length": "10" }, "");
    if (target.includes("/ops/")) {
      return envelope([{ name: "a.bin", path: "a.bin", type: "file", size: 10 }]);
    }
    const length = isFirst ? { "content-length": "10" } : undefined;
    isFirst = false;
    return raw(200, length ?? {}, "aa");
  };
}

/** Ten bytes are there; what comes is less, or of something else. */
const notWhole: readonly [name: string, get: Get, serve: Serve][] = [
  ["a collection that names the length when asked by HEAD alone", fromCollection, (request) => {
    return request.method === "HEAD"
      ? raw(200, { "content-length": "10" }, "")
      : raw(200, {}, "aa");
  }],
  ["a collection that says that it is a folder", fromCollection, (request) => {
    const folder = { "content-type": "httpd/unix-directory", "content-length": "4096" };
    return request.method === "HEAD" ? raw(200, folder, "") : raw(200, {}, "aa");
  }],
  [
    "a part of a file of unknown length",
    fromCollection,
    always(raw(206, { "content-range": "bytes 0-1/*", ...length("aa") }, "aa")),
  ],
  [
    "parts with headings between them",
    fromCollection,
    always(raw(206, {
      "content-range": "bytes 0-1/2",
      "content-type": "multipart/byteranges; boundary=x",
      ...length("aa"),
    }, "aa")),
  ],
  [
    "a 200 that names a part",
    fromCollection,
    always(raw(200, { "content-range": "bytes 0-1/10", ...length("aa") }, "aa")),
  ],
  ["a rest that is a page", fromCollection, ({ headers }) => {
    return headers.has("range")
      ? raw(
        206,
        { "content-range": "bytes 2-9/10", ...strong, ...html, ...length("bbbbbbbb") },
        "bbbbbbbb",
      )
      : raw(200, { "content-length": "10", ...strong }, "aa");
  }],
  ["a collection that names no length any more once it broke off", fromCollection, lengthOnce()],
  ["a system that names no length any more once it broke off", fromTapis, lengthOnce()],
  ["a file that the system does not list", fromTapis, ({ target }) => {
    return target.includes("/ops/") ? envelope([]) : raw(200, {}, "aa");
  }],
  ["a zip file without its end", zipFromTapis, always(raw(200, {}, "PK\x03\x04 and more"))],
];

for (const [name, get, serve] of notWhole) {
  Deno.test(`downloadFile() takes no file for whole: ${name}`, async () => {
    await using server = startRawServer(serve);
    await using folder = await temporaryFolder();
    await assertRejects(() => get(server.url, `${folder.path}/a.bin`), KeyferryError);
    assertEquals(await fileNames(folder.path), []);
  });
}

Deno.test("downloadFile() takes a file without a length for whole where its end is said, or nobody knows", async () => {
  const chunked = raw(200, { "transfer-encoding": "chunked" }, "2\r\naa\r\n0\r\n\r\n");
  const rows: readonly (readonly [Serve, readonly string[]])[] = [
    [always(chunked), ["GET"]],
    [({ method }) => method === "HEAD" ? { status: 403 } : raw(200, {}, "aa"), ["GET", "HEAD"]],
    [({ method }) => raw(200, {}, method === "HEAD" ? "" : "aa"), ["GET", "HEAD"]],
    [
      ({ method }) =>
        raw(200, method === "HEAD" ? length("aa") : {}, method === "HEAD" ? "" : "aa"),
      [
        "GET",
        "HEAD",
      ],
    ],
  ];
  for (const [serve, methods] of rows) {
    await using server = startRawServer(serve);
    await using folder = await temporaryFolder();
    const target = `${folder.path}/a.bin`;
    await fromCollection(server.url, target);
    assertEquals(await Deno.readTextFile(target), "aa");
    assertEquals(server.requests.map(({ method }) => method), methods);
  }
});

Deno.test("downloadFile() puts nothing in place that another program put beside it", async () => {
  await using folder = await temporaryFolder();
  const target = `${folder.path}/a.bin`;
  await using server = startRawServer(async () => {
    for (const name of await fileNames(folder.path)) {
      await Deno.remove(`${folder.path}/${name}`);
      await writeFiles(folder.path, { [name]: "another's" });
    }
    return raw(200, length("aa"), "aa");
  });
  await assertRejects(() => fromCollection(server.url, target), KeyferryError, "another program");
  assertEquals((await fileNames(folder.path)).includes("a.bin"), false);
});

type Put = (baseUrl: string) => Promise<unknown>;
const toCollection: Put = (url) => clientsAt(url).files.upload("/a.bin", "aa");
const toTapis: Put = (url) => clientsAt(url).tapis.upload("lab", "a.bin", "aa");
const head = (status: number, headers: Record<string, string>, then: Answer): Serve => {
  return ({ method }) => method === "HEAD" ? raw(status, headers, "") : then;
};

/** A system that lists two bytes, whatever it has answered to the upload. */
const listed = (then: Answer): Serve => ({ method }) => {
  const file = { name: "a.bin", path: "/a.bin", type: "file", size: 2, lastModified: "" };
  return method === "GET" ? envelope([file]) : then;
};

const notStored: readonly [name: string, put: Put, serve: Serve][] = [
  [
    "a login page",
    toCollection,
    head(200, {}, raw(200, { ...html, ...length(loginPage) }, loginPage)),
  ],
  ...[202, 206, 207].map((status): [string, Put, Serve] => {
    return [`a ${status}`, toCollection, head(200, {}, raw(status, length(""), ""))];
  }),
  [
    "a folder in its place",
    toCollection,
    head(200, {
      "content-type": "httpd/unix-directory",
      "content-length": "2",
    }, raw(201, length(""), "")),
  ],
  ["no file in its place", toCollection, head(204, {}, raw(201, length(""), ""))],
  ["a refusal in the envelope", toTapis, listed(envelope(null, "error", "over quota"))],
  ["a login page", toTapis, listed(raw(200, { ...html, ...length(loginPage) }, loginPage))],
  ["an empty document", toTapis, listed({ json: {} })],
  ["a file that is not listed", toTapis, ({ method }) => envelope(method === "GET" ? [] : null)],
];

for (const [name, put, serve] of notStored) {
  Deno.test(`upload() to ${put === toTapis ? "Tapis" : "a collection"} is not a success with ${name}`, async () => {
    await using server = startRawServer(serve);
    await assertRejects(() => put(server.url), KeyferryError);
  });
}

type Source = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;
const uploads: Readonly<Record<string, (baseUrl: string, source: Source) => Promise<unknown>>> = {
  "a collection": (url, source) => clientsAt(url).files.upload("/a.bin", source),
  Tapis: (url, source) => clientsAt(url).tapis.upload("lab", "a.bin", source),
};

for (const [service, send] of Object.entries(uploads)) {
  const serve: Serve = service === "Tapis"
    ? listed(envelope(null))
    : head(200, { "content-length": "2" }, raw(201, length(""), ""));

  Deno.test(`upload() to ${service} sends bytes as they are`, async () => {
    await using server = startRawServer(serve);
    await send(server.url, new TextEncoder().encode("aa"));
    assertEquals(server.requests[0]?.body.includes("aa"), true);
  });

  Deno.test(`upload() to ${service} says what is wrong with a stream, not with the service`, async () => {
    await using server = startRawServer(serve);
    const texts = ReadableStream.from(["aa"]) as unknown as ReadableStream<Uint8Array<ArrayBuffer>>;
    await assertRejects(() => send(server.url, texts), TypeError, "must give bytes (Uint8Array)");
    const taken = new Blob(["aa"]).stream();
    taken.getReader();
    await assertRejects(() => send(server.url, taken), TypeError, "has a reader already");
    assertEquals(server.requests.filter(({ method }) => method === "HEAD"), []);
  });
}

Deno.test("upload() takes a 201 that Apache words in a page", async () => {
  const page = "<html><head><title>201 Created</title></head><body>Created</body></html>";
  await using server = startRawServer(
    head(200, { "content-length": "2" }, raw(201, { ...html, ...length(page) }, page)),
  );
  await toCollection(server.url);
});

/** Calls of Tapis v3 whose answer holds nothing but that it was done. */
const changes: Readonly<Record<string, (tapis: v3.TapisClient) => Promise<unknown>>> = {
  mkdir: (tapis) => tapis.mkdir("lab", "a"),
  moveFile: (tapis) => tapis.moveFile("lab", "a", "b"),
  copyFile: (tapis) => tapis.copyFile("lab", "a", "b"),
  deleteFile: (tapis) => tapis.deleteFile("lab", "a"),
  deleteClient: (tapis) => tapis.deleteClient("made-up"),
  revokeToken: (tapis) => tapis.revokeToken("made-up"),
  cancelTransferTask: (tapis) => tapis.cancelTransferTask("1"),
};
const undone: readonly Answer[] = [
  raw(200, { ...html, ...length(loginPage) }, loginPage),
  envelope(null, "error", "no"),
  ...[{}, [], [[]], 1, "success", null].map((json) => ({ json })),
  { status: 200 },
];

for (const [name, change] of Object.entries(changes)) {
  Deno.test(`${name}() is done where the service says so, and not with any 200`, async () => {
    for (const answer of undone) {
      await using server = startRawServer([answer]);
      await assertRejects(() => change(clientsAt(server.url).tapis), KeyferryError);
    }
    await using server = startRawServer([envelope(null)]);
    await change(clientsAt(server.url).tapis);
  });
}
