import { assert, assertEquals, assertRejects } from "@std/assert";
import { FileError } from "../../../src/credentials/mod.ts";
import { collectionClient } from "../../../src/globus/transfer/mod.ts";
import { ApiError, NetworkError } from "../../../src/http/reply/errors.ts";
import { openFile } from "../../../src/http/files/open_file.ts";
import { v3 } from "../../../src/tapis/mod.ts";
import { patience } from "../../helpers/patient.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";

const mebibyte = 1024 * 1024;

/** What a service does with an upload. */
interface Habits {
  /** Answers 200 after so many bytes, whatever comes. */
  readonly early?: number;
  /** Refuses so often first, with that status. */
  readonly refuses?: { readonly status: number; times: number };
  /** How many bytes it says it has afterwards; a status where it does not say. */
  readonly has?: (bytes: number) => number | { readonly status: number };
  /** Is told once so many bytes have come, while it still reads. */
  readonly at?: { readonly bytes: number; readonly then: () => Promise<void> };
}

interface Service extends AsyncDisposable {
  readonly url: string;
  /** Each upload that arrived to its end: its bytes, and whether they came with their length. */
  readonly arrived: { readonly bytes: number; readonly sized: boolean }[];
  /** How often a file was sent, whole or not. */
  readonly sent: number;
}

/** A service on plain sockets, which knows where a body really ends. */
function service(habits: Habits): Service {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const arrived: { bytes: number; sized: boolean }[] = [];
  const open = new Set<Deno.Conn>();
  let [sent, then] = [0, habits.at];
  async function serve(connection: Deno.Conn): Promise<void> {
    open.add(connection);
    try {
      const request = bodyOf(connection);
      const head = (await request.next()).value?.head ?? "";
      const method = head.slice(0, head.indexOf(" "));
      if (method === "GET" || method === "HEAD") {
        const has = habits.has?.(arrived.at(-1)?.bytes ?? 0) ?? arrived.at(-1)?.bytes ?? 0;
        if (typeof has !== "number") return await answer(connection, has.status, "{}");
        if (method === "HEAD") return await answer(connection, 200, "", has);
        const [, , , , , ...names] = (head.split(" ")[1]?.split("?")[0] ?? "").split("/");
        const path = names.join("/");
        const result = [{ name: names.at(-1), path, type: "file", size: has }];
        return await answer(connection, 200, JSON.stringify({ status: "success", result }));
      }
      sent++;
      let bytes = 0;
      for await (const piece of request) {
        bytes += piece.bytes;
        if (then !== undefined && bytes >= then.bytes) {
          const { then: act } = then;
          then = undefined;
          await act();
        }
        if (bytes >= (habits.early ?? Infinity)) break;
        if (piece.isEnd) arrived.push({ bytes, sized: /^content-length:/im.test(head) });
      }
      if (habits.refuses !== undefined && habits.refuses.times-- > 0) {
        return await answer(connection, habits.refuses.status, "{}");
      }
      await answer(connection, 200, '{"status":"success","result":null}');
      // To close with bytes unread would take the answer away.
      while (await connection.read(new Uint8Array(65_536)) !== null);
    } catch {
      // The other side went away.
    } finally {
      if (open.delete(connection)) connection.close();
    }
  }
  const accepting = (async () => {
    const serving: Promise<void>[] = [];
    try {
      for await (const connection of listener) serving.push(serve(connection));
    } catch {
      // The listener was closed.
    }
    await Promise.all(serving);
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    arrived,
    get sent(): number {
      return sent;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      listener.close();
      for (const connection of open) connection.close();
      open.clear();
      await accepting;
    },
  };
}

async function answer(
  connection: Deno.Conn,
  status: number,
  body: string,
  length = body.length,
): Promise<void> {
  const head = `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\n`;
  const text = `${head}content-length: ${length}\r\nconnection: close\r\n\r\n${body}`;
  await connection.write(new TextEncoder().encode(text));
}

interface Arriving {
  readonly head: string;
  readonly bytes: number;
  readonly isEnd: boolean;
}

/** The head of a request, then its body as it comes; what is not whole does not end in `isEnd`. */
async function* bodyOf(connection: Deno.Conn): AsyncGenerator<Arriving, void> {
  const buffer = new Uint8Array(65_536);
  let text = "";
  while (!text.includes("\r\n\r\n")) {
    const count = await connection.read(buffer);
    if (count === null) return;
    text += latin1(buffer.subarray(0, count));
  }
  const end = text.indexOf("\r\n\r\n") + 4;
  const [head, begun] = [text.slice(0, end), text.slice(end)];
  yield { head, bytes: 0, isEnd: false };
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? NaN);
  let [rest, inChunk, seen] = [begun, 0, 0];
  while (true) {
    let [bytes, isEnd] = [0, false];
    if (Number.isNaN(length)) {
      while (rest !== "") {
        if (inChunk > 0) {
          const taken = Math.min(inChunk, rest.length);
          [rest, inChunk, bytes] = [rest.slice(taken), inChunk - taken, bytes + taken];
          continue;
        }
        const size = /^(?:\r\n)?([0-9a-f]+)\r\n/i.exec(rest);
        if (size === null) break;
        inChunk = parseInt(size[1] ?? "", 16);
        rest = rest.slice(size[0].length);
        isEnd ||= inChunk === 0;
      }
    } else {
      [bytes, rest] = [rest.length, ""];
      isEnd = seen + bytes >= length;
    }
    seen += bytes;
    yield { head, bytes, isEnd };
    if (isEnd) return;
    const count = await connection.read(buffer);
    if (count === null) throw new Error("The body broke off");
    rest += latin1(buffer.subarray(0, count));
  }
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

/** One way to send a file, as a person of that platform has it. */
type Put = (url: string, source: string) => Promise<{ readonly bytes: number }>;

const ways: Readonly<Record<string, Put>> = {
  globus(url, source) {
    return collectionClient(url, { sleep: patience().sleep }).uploadFile(source, "/in/a.bin");
  },
  tapis(url, source) {
    const tapis = v3.tapisClient({ baseUrl: url, sleep: patience().sleep });
    return tapis.uploadFile(source, "lab", "in/a.bin");
  },
};

async function fileOf(folder: string, bytes: number): Promise<string> {
  const path = `${folder}/a.bin`;
  await Deno.writeFile(path, new Uint8Array(bytes).fill(7));
  return path;
}

for (const [way, put] of Object.entries(ways)) {
  const changes: Readonly<Record<string, (path: string) => Promise<void>>> = {
    "is cut short": (path) => Deno.truncate(path, 20 * mebibyte),
    "grows": (path) => Deno.writeFile(path, new Uint8Array(10), { append: true }),
    "is written to": async (path) => {
      using file = await Deno.open(path, { write: true });
      await file.write(new Uint8Array([8]));
      await Deno.utime(path, new Date(), new Date("2030-01-01T00:00:00Z"));
    },
    "is written to, and its time set back,": async (path) => {
      const { atime, mtime, ctime } = await Deno.stat(path);
      // A change within the second in which it was made cannot be told, and a system takes the time of a
      // file from a clock that may be 10 ms late.
      const next = (ctime?.getTime() ?? 0) + 1000 - Date.now();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next) + 50));
      using file = await Deno.open(path, { write: true });
      await file.write(new Uint8Array([8]));
      await Deno.utime(path, atime ?? new Date(), mtime ?? new Date());
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    Deno.test(`uploadFile() of ${way} fails where the source ${what} meanwhile, and never ends the body`, async () => {
      await using folder = await temporaryFolder();
      const source = await fileOf(folder.path, 40 * mebibyte);
      await using server = service({
        at: { bytes: mebibyte, then: () => change(source) },
      });
      const error = await assertRejects(() => put(server.url, source), FileError);
      assert(error.message.includes("changed while it was read"), error.message);
      assertEquals([server.sent, server.arrived], [1, []]);
    });
  }

  Deno.test(`uploadFile() of ${way} fails where the service answers before all was sent`, async () => {
    await using folder = await temporaryFolder();
    await using server = service({ early: mebibyte });
    const source = await fileOf(folder.path, 40 * mebibyte);
    const error = await assertRejects(() => put(server.url, source), NetworkError);
    assertEquals([error.reason, server.sent], ["torn body", 1]);
  });

  Deno.test(`uploadFile() of ${way} fails where the service has fewer or more bytes afterwards`, async () => {
    await using folder = await temporaryFolder();
    for (const size of [1000, 5 * mebibyte]) {
      const source = await fileOf(folder.path, size);
      for (const has of [0, size - 1, size + 1]) {
        await using server = service({ has: () => has });
        const error = await assertRejects(() => put(server.url, source), NetworkError);
        assertEquals([error.reason, server.sent], ["torn body", 1]);
        assert(error.message.includes(`has ${has} bytes`), error.message);
      }
      await using gone = service({ has: () => ({ status: 404 }) });
      await assertRejects(() => put(gone.url, source), ApiError);
    }
  });

  Deno.test(`uploadFile() of ${way} takes the service's word where it may not be asked`, async () => {
    await using folder = await temporaryFolder();
    const source = await fileOf(folder.path, 1000);
    for (const status of [401, 403, 405, 501]) {
      await using server = service({ has: () => ({ status }) });
      assertEquals((await put(server.url, source)).bytes, 1000);
    }
  });

  Deno.test(`uploadFile() of ${way} sends a file of up to 4 MiB with its size, and again`, async () => {
    await using folder = await temporaryFolder();
    for (const size of [0, 1, 4 * mebibyte]) {
      const source = await fileOf(folder.path, size);
      for (const status of [429, 503]) {
        await using server = service({ refuses: { status, times: 2 }, has: () => size });
        assertEquals((await put(server.url, source)).bytes, size);
        assertEquals([server.sent, server.arrived.length], [3, 3]);
        assert(server.arrived.every(({ sized }) => sized));
      }
    }
    const source = await fileOf(folder.path, 4 * mebibyte + 1);
    await using server = service({ has: () => 4 * mebibyte + 1 });
    assertEquals((await put(server.url, source)).bytes, 4 * mebibyte + 1);
    assertEquals(server.arrived.map(({ sized }) => sized), [false]);
  });
}

for (const [name, put] of Object.entries(ways)) {
  Deno.test(`uploadFile() of ${name} opens a larger file again after 429 and 503, and after no other error`, async () => {
    await using folder = await temporaryFolder();
    const size = 5 * mebibyte + 7;
    const source = await fileOf(folder.path, size);
    for (const status of [429, 503]) {
      await using server = service({ refuses: { status, times: 2 }, has: () => size });
      assertEquals((await put(server.url, source)).bytes, size);
      assertEquals(server.arrived.map(({ bytes }) => bytes - (server.arrived[0]?.bytes ?? 0)), [
        ...[0, 0, 0],
      ]);
      assertEquals(server.sent, 3);
    }
    for (const status of [500, 502, 504, 403]) {
      await using server = service({ refuses: { status, times: 1 } });
      await assertRejects(() => put(server.url, source), ApiError);
      assertEquals(server.sent, 1);
    }
  });

  Deno.test(`uploadFile() of ${name} does not send the second version of a file after the first`, async () => {
    await using folder = await temporaryFolder();
    const source = await fileOf(folder.path, 5 * mebibyte);
    const size = 5 * mebibyte;
    let turns = 0;
    await using server = service({
      refuses: { status: 503, times: 9 },
      at: {
        bytes: size,
        then: async () => {
          turns++;
          await Deno.writeFile(source, new Uint8Array(size + 1));
        },
      },
    });
    await assertRejects(() => put(server.url, source), FileError, "changed while it was read");
    assertEquals([turns, server.arrived.length], [1, 1]);
  });
}

Deno.test("openFile() holds at most 32 MiB of small files at once, and lets the next one in", async () => {
  await using folder = await temporaryFolder();
  const source = await fileOf(folder.path, 4 * mebibyte);
  const held = await Promise.all(Array.from({ length: 8 }, () => openFile(source)));
  assert(held.every(({ body }) => body instanceof Blob && body.size === 4 * mebibyte));
  let isIn = false;
  const ninth = openFile(source).then((file) => {
    isIn = true;
    return file;
  });
  const giving = new AbortController();
  const tenth = openFile(source, { signal: giving.signal });
  await new Promise((resolve) => setTimeout(resolve, 50));
  assertEquals(isIn, false);
  giving.abort(new Error("enough"));
  await assertRejects(() => tenth, Error, "enough");
  await held[0]?.[Symbol.asyncDispose]();
  await (await ninth)[Symbol.asyncDispose]();
  for (const file of held) await file[Symbol.asyncDispose]();
});

Deno.test({
  name: "openFile() opens regular files alone, and waits for no pipe",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    await new Deno.Command("mkfifo", { args: [`${folder.path}/pipe`] }).output();
    await assertRejects(() => openFile(`${folder.path}/pipe`), FileError, "not a regular file");
    await assertRejects(() => openFile("/dev/null"), FileError, "not a regular file");
    await assertRejects(() => openFile(folder.path), FileError, "it is a folder");
    await assertRejects(() => openFile(`${folder.path}/none`), FileError, "none");
    // A link is followed where it is named itself.
    await fileOf(folder.path, 3);
    await Deno.symlink("a.bin", `${folder.path}/link`);
    await using file = await openFile(`${folder.path}/link`);
    assertEquals(file.size, 3);
  },
});
