import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { collectionClient, type KeptFile } from "../../../src/globus/transfer/mod.ts";
import { close, newPart, sweepParts } from "../../../src/http/files/part.ts";
import { NetworkError } from "../../../src/http/reply/errors.ts";
import { patience } from "../../helpers/patient.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { fileNames, temporaryFolder } from "../../helpers/temporary_folder.ts";

const mebibyte = 1024 * 1024;
/** The smallest file of which a part is kept. */
const size = 64 * mebibyte;

/** A version of the file: each of its mebibytes is filled with another byte. */
function version(seed: number, bytes = size): Uint8Array<ArrayBuffer> {
  const content = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += mebibyte) {
    content.fill(at / mebibyte + seed, at, at + mebibyte);
  }
  return content;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function sha256Of(path: string): Promise<string> {
  return sha256(await Deno.readFile(path));
}

interface Served extends AsyncDisposable {
  readonly url: string;
  /** What was asked for: path and range. */
  readonly asked: string[];
  /** The file, and what tells its version. */
  now: { content: Uint8Array<ArrayBuffer>; headers: Record<string, string> };
}

/** A collection that serves one file, and parts of it. */
function collection(content: Uint8Array<ArrayBuffer>, headers: Record<string, string>): Served {
  const asked: string[] = [];
  const served = { now: { content, headers } };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const range = request.headers.get("range");
    asked.push(range ?? "whole");
    const { content, headers } = served.now;
    const condition = request.headers.get("if-range");
    const from = condition === null || condition === headers.etag
      ? Number(/\d+/.exec(range ?? "")?.[0] ?? 0)
      : 0;
    const part = { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
    let at = from;
    const body = new ReadableStream({
      pull(stream): void {
        if (at >= content.length) return stream.close();
        stream.enqueue(content.slice(at, at += mebibyte));
      },
    });
    return new Response(body, {
      status: from === 0 ? 200 : 206,
      headers: { ...headers, "content-length": `${content.length - from}`, ...(from > 0 && part) },
    });
  });
  return Object.assign(served, {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    async [Symbol.asyncDispose](): Promise<void> {
      await server.shutdown();
    },
  });
}

/** Fetches a file until 2 MiB of it are there, and gives up. */
async function interrupted(
  served: Served,
  target: string,
  path = "/a.bin",
  seen: number[] = [],
  overwrite = false,
): Promise<KeptFile[]> {
  const kept: KeptFile[] = [];
  const giving = new AbortController();
  const files = collectionClient(served.url, { sleep: patience().sleep });
  const get = files.downloadFile(path, target, {
    signal: giving.signal,
    overwrite,
    onKept: (part) => void kept.push(part),
    onProgress: ({ bytes }) => {
      seen.push(bytes);
      if (bytes >= 2 * mebibyte) giving.abort();
    },
  });
  const error = await assertRejects(() => get, NetworkError);
  assertEquals(error.reason, "aborted");
  return kept;
}

const strong = { etag: '"1"' };

Deno.test("downloadFile() keeps a part of 64 MiB or more, and goes on with it, checksum and all", async () => {
  await using folder = await temporaryFolder();
  await using served = collection(version(1), strong);
  const target = `${folder.path}/a.bin`;
  const [kept, ...more] = await interrupted(served, target);
  assertEquals([more.length, kept?.total], [0, size]);
  const bytes = (await Deno.stat(kept?.path ?? "")).size;
  assertEquals(bytes, kept?.bytes);
  assert(bytes >= 2 * mebibyte && bytes < size, `${bytes} bytes`);

  const value = sha256(version(1));
  const seen: number[] = [];
  await collectionClient(served.url).downloadFile("/a.bin", target, {
    checksum: { algorithm: "sha256", value },
    onProgress: (progress) => void seen.push(progress.bytes),
  });
  assertEquals(served.asked, ["whole", `bytes=${bytes}-`]);
  assert((seen[0] ?? 0) > bytes);
  assertEquals(await sha256Of(target), sha256(version(1)));
  assertEquals(await fileNames(folder.path), ["a.bin"]);
});

/** What makes a part useless. */
const useless: Readonly<Record<string, (served: Served, part: string) => Promise<void> | void>> = {
  "another version with its own tag": (served) => {
    served.now = { content: version(2), headers: { etag: '"2"' } };
  },
  "another version that the service does not tell": (served) => {
    served.now = { content: version(2, size + 1), headers: strong };
  },
  "a record that is torn": (_, part) => {
    return Deno.writeTextFile(part.replace(/\.part$/, ".json"), '{"url":"http');
  },
  "no record": (_, part) => Deno.remove(part.replace(/\.part$/, ".json")),
  "a record of another file": async (_, part) => {
    const record = part.replace(/\.part$/, ".json");
    const { url, ...rest } = JSON.parse(await Deno.readTextFile(record));
    await Deno.writeTextFile(record, JSON.stringify({ url: `${url}x`, ...rest }));
  },
  "a part longer than its file": (_, part) => Deno.truncate(part, size + 1),
  "a part of nothing": (_, part) => Deno.truncate(part, 0),
};

/** Only root may give a file away. */
async function isRoot(): Promise<boolean> {
  await using folder = await temporaryFolder();
  return (await Deno.stat(folder.path)).uid === 0;
}

Deno.test({
  name: "downloadFile() does not go on with a part that another person made",
  ignore: !await isRoot(),
  async fn() {
    await using folder = await temporaryFolder();
    await using served = collection(version(1), strong);
    const [kept] = await interrupted(served, `${folder.path}/a.bin`);
    await Deno.chown(kept?.path ?? "", 12_345, 12_345);
    await interrupted(served, `${folder.path}/a.bin`);
    assertEquals(served.asked, ["whole", "whole"]);
  },
});

for (const [name, spoil] of Object.entries(useless)) {
  Deno.test(`downloadFile() begins again rather than go on with ${name}`, async () => {
    await using folder = await temporaryFolder();
    await using served = collection(version(1), strong);
    const target = `${folder.path}/a.bin`;
    const [kept] = await interrupted(served, target);
    await spoil(served, kept?.path ?? "");
    const seen: number[] = [];
    const [again] = await interrupted(served, target, "/a.bin", seen);
    assert((seen[0] ?? Infinity) <= mebibyte, `${seen[0]} bytes`);
    const part = await Deno.readFile(again?.path ?? "");
    assertEquals(sha256(part), sha256(served.now.content.subarray(0, part.length)));
  });
}

Deno.test("downloadFile() puts the new version in its place where the file has changed", async () => {
  await using folder = await temporaryFolder();
  await using served = collection(version(1), strong);
  const target = `${folder.path}/a.bin`;
  await interrupted(served, target);
  served.now = { content: version(2), headers: { etag: '"2"' } };
  await collectionClient(served.url).downloadFile("/a.bin", target);
  assertEquals(await sha256Of(target), sha256(version(2)));
  assertEquals(await fileNames(folder.path), ["a.bin"]);
});

Deno.test("downloadFile() binds a part to the version that its bytes are of, not to one of which none came", async () => {
  await using folder = await temporaryFolder();
  await using served = collection(version(2), { etag: '"2"' });
  const head =
    `HTTP/1.1 200 OK\r\netag: "1"\r\ncontent-length: ${size}\r\nconnection: close\r\n\r\n`;
  await using torn = startRawServer([{ raw: head }]);
  let first = true;
  const giving = new AbortController();
  const files = collectionClient(served.url, {
    sleep: patience().sleep,
    // The first answer comes from elsewhere, and breaks off before its first byte.
    fetch: (input, init) => {
      const url = first ? String(input).replace(served.url, torn.url) : input;
      first = false;
      return fetch(url, init);
    },
  });
  const target = `${folder.path}/a.bin`;
  const get = files.downloadFile("/a.bin", target, {
    signal: giving.signal,
    onProgress: () => giving.abort(),
  });
  await assertRejects(() => get, NetworkError);
  const records = (await fileNames(folder.path)).filter((name) => name.endsWith(".json"));
  const texts = await Promise.all(
    records.map((name) => Deno.readTextFile(`${folder.path}/${name}`)),
  );
  assertEquals(texts.map((text) => JSON.parse(text).validator), ['"2"']);
});

Deno.test("downloadFile() keeps no part that is small, nor one that nothing proves", async () => {
  await using folder = await temporaryFolder();
  for (
    const [bytes, headers] of [[size - 1, strong], [size, { etag: 'W/"1"' }], [size, {}]] as const
  ) {
    await using served = collection(version(1, bytes), headers);
    assertEquals(await interrupted(served, `${folder.path}/a.bin`), []);
    assertEquals(await fileNames(folder.path), []);
  }
});

Deno.test({
  name: "downloadFile() goes on with a part that no more people can read than what it replaces",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    await using served = collection(version(1), strong);
    const target = `${folder.path}/a.bin`;
    const [kept] = await interrupted(served, target);
    await Deno.writeTextFile(target, "secret", { mode: 0o600 });
    let mode: number | undefined;
    await collectionClient(served.url).downloadFile("/a.bin", target, {
      overwrite: true,
      onProgress: () => void (mode ??= (Deno.statSync(kept?.path ?? "").mode ?? 0) & 0o777),
    });
    assertEquals([mode, ((await Deno.stat(target)).mode ?? 0) & 0o777], [0o600, 0o600]);
  },
});

Deno.test({
  name: "downloadFile() can go on with the part of what replaces a read-only file",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    await using served = collection(version(1), strong);
    const target = `${folder.path}/a.bin`;
    await Deno.writeTextFile(target, "before", { mode: 0o440 });
    const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;
    const [kept] = await interrupted(served, target, "/a.bin", [], true);
    // Another person than root could not open it to write otherwise.
    assertEquals(await modeOf(kept?.path ?? ""), 0o640);
    await collectionClient(served.url).downloadFile("/a.bin", target, { overwrite: true });
    assertEquals(served.asked, ["whole", `bytes=${kept?.bytes}-`]);
    assertEquals([await modeOf(target), await fileNames(folder.path)], [0o440, ["a.bin"]]);
  },
});

Deno.test("downloadFile() asks for the last byte of a part that is whole already", async () => {
  await using folder = await temporaryFolder();
  await using served = collection(version(1), strong);
  const target = `${folder.path}/a.bin`;
  const [kept] = await interrupted(served, target);
  await Deno.writeFile(kept?.path ?? "", version(1));
  await collectionClient(served.url).downloadFile("/a.bin", target);
  assertEquals(served.asked.at(-1), `bytes=${size - 1}-`);
  assertEquals(await sha256Of(target), sha256(version(1)));
});

Deno.test("downloadFile() of another file under the same name does not touch its bytes", async () => {
  await using folder = await temporaryFolder();
  await using served = collection(version(1), strong);
  const target = `${folder.path}/a.bin`;
  await interrupted(served, target, "/a.bin");
  await interrupted(served, target, "/b.bin");
  assertEquals(served.asked, ["whole", "whole"]);
});

Deno.test("sweepParts() removes what is left of a file that has arrived, and leaves the file", async () => {
  await using folder = await temporaryFolder();
  const target = `${folder.path}/a.txt`;
  const { path, file } = await newPart(target, 0o600);
  close(file);
  await Deno.writeTextFile(path, "whole");
  await Deno.link(path, target);
  await sweepParts(`${folder.path}/another.txt`);
  assertEquals((await fileNames(folder.path)).length, 2);
  await sweepParts(target);
  assertEquals(await fileNames(folder.path), ["a.txt"]);
  assertEquals(await Deno.readTextFile(target), "whole");
});
