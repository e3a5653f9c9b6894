/** A server over plain sockets that answers well or, as a fault wants it, in ways no HTTP library would. */

/** A good answer, before a fault gets at it. */
export interface Good {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What is done on a connection, one after the other; it is closed after the last. */
export type Move =
  | { readonly send: string | Uint8Array<ArrayBuffer> }
  /** Sends it again and again. */
  | { readonly drip: string; readonly everyMs: number }
  /** Leaves the connection open until the other side goes. */
  | { readonly hold: true };

/** A request as far as answers depend on it. */
export interface Asked {
  readonly method: string;
  readonly target: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What a server is made of. */
export interface Script {
  /** The good answer. */
  readonly answer: (asked: Asked) => Good | Promise<Good>;
  /** What is done in place of it; nothing where the good answer is given. */
  readonly moves: (asked: Asked, good: Good) => readonly Move[] | undefined;
  /** Whether a connection is closed before its request is read. */
  readonly isDeaf: () => boolean;
}

/** A running server. */
export interface FaultServer extends AsyncDisposable {
  /** Its origin. */
  readonly url: string;
  /** What it was asked, as `METHOD /path?query`; `?` for a connection that was not heard. */
  readonly asked: readonly string[];
}

/** The bytes of a good answer. */
export function wire({ status, headers, body }: Good): Uint8Array<ArrayBuffer> {
  const length = "content-length" in headers || "transfer-encoding" in headers
    ? {}
    : { "content-length": String(body.length) };
  const lines = Object.entries({ ...headers, ...length, connection: "close" });
  const head = `HTTP/1.1 ${status} X\r\n${
    lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")
  }\r\n`;
  return joined([new TextEncoder().encode(head), body]);
}

/** Pieces in one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Starts a server; every connection serves one request. */
export function startFaultServer({ answer, moves, isDeaf }: Script): FaultServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked: string[] = [];
  const open = new Set<Deno.Conn>();
  const serving = new Set<Promise<void>>();
  const serve = async (connection: Deno.Conn): Promise<void> => {
    open.add(connection);
    try {
      if (isDeaf()) {
        asked.push("?");
        return;
      }
      const request = await readRequest(connection);
      if (request === undefined) return;
      asked.push(`${request.method} ${request.target}`);
      const good = await answer(request);
      for (const move of moves(request, good) ?? [{ send: wire(good) }]) {
        await make(move, connection);
      }
    } catch {
      // The other side went away.
    } finally {
      open.delete(connection);
      close(connection);
    }
  };
  const accepting = (async () => {
    try {
      for await (const connection of listener) {
        const done: Promise<void> = serve(connection).finally(() => serving.delete(done));
        serving.add(done);
      }
    } catch {
      // The listener was closed.
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    asked,
    async [Symbol.asyncDispose](): Promise<void> {
      listener.close();
      for (const connection of open) close(connection);
      await accepting;
      await Promise.all(serving);
    },
  };
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}

async function make(move: Move, connection: Deno.Conn): Promise<void> {
  if ("hold" in move) {
    while (await connection.read(new Uint8Array(1024)) !== null);
    return;
  }
  if ("send" in move) return await write(connection, move.send);
  const piece = new TextEncoder().encode(move.drip);
  while (true) {
    await write(connection, piece);
    await new Promise((resolve) => setTimeout(resolve, move.everyMs));
  }
}

async function write(connection: Deno.Conn, data: string | Uint8Array): Promise<void> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

async function readRequest(connection: Deno.Conn): Promise<Asked | undefined> {
  let bytes: Uint8Array<ArrayBuffer> = new Uint8Array();
  const chunk = new Uint8Array(65_536);
  for (let end = -1;;) {
    // Byte for character, so that places in the text are places in the bytes.
    if (end < 0) end = new TextDecoder("latin1").decode(bytes).indexOf("\r\n\r\n");
    if (end >= 0) {
      const head = new TextDecoder().decode(bytes.subarray(0, end));
      const body = bodyOf(head, bytes.subarray(end + 4));
      if (body !== undefined) return askedOf(head, body);
    }
    const count = await connection.read(chunk);
    if (count === null) return undefined;
    bytes = joined([bytes, chunk.subarray(0, count)]);
  }
}

/** The body, when all of it is there. */
function bodyOf(head: string, rest: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
  if (!/^transfer-encoding: *chunked/im.test(head)) {
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    return rest.length >= length ? rest.subarray(0, length) : undefined;
  }
  const text = new TextDecoder("latin1").decode(rest);
  const pieces: Uint8Array[] = [];
  for (let at = 0;;) {
    const line = text.indexOf("\r\n", at);
    if (line < 0) return undefined;
    const size = parseInt(text.slice(at, line), 16);
    if (size === 0) return joined(pieces);
    if (rest.length < line + 2 + size + 2) return undefined;
    pieces.push(rest.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

function askedOf(head: string, body: Uint8Array<ArrayBuffer>): Asked {
  const [first = "", ...lines] = head.split("\r\n");
  const [method = "", target = ""] = first.split(" ");
  const headers = new Headers(lines.map((line): [string, string] => {
    const at = line.indexOf(":");
    return [line.slice(0, at), line.slice(at + 1).trim()];
  }));
  return { method, target, headers, body };
}
