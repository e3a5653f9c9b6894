/**
 * Requests that `fetch` would not send as they are meant: a GET with a body, which it refuses, and one
 * over TLS to this machine, which it would send through a proxy. One request to a connection, in HTTP/1.1
 * (RFC 9112), with the permission to reach the host and no other.
 */

/** How long a line of an answer's head may be, and how many there may be. */
const longest = { line: 65_536, lines: 1000 };

/** Statuses that come without a body. */
const bodyless = [204, 205, 304];

/**
 * A `fetch` over a connection of its own.
 *
 * @param input The URL.
 * @param init Method, headers, body, signal; redirects are never followed.
 * @throws {TypeError} When what answers does not speak HTTP/1.
 */
export async function rawFetch(
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const url = new URL(String(input));
  const { method = "GET", signal } = init;
  signal?.throwIfAborted();
  const connection = await connect(url);
  const close = (): void => {
    signal?.removeEventListener("abort", close);
    try {
      connection.close();
    } catch {
      // It is closed already.
    }
  };
  signal?.addEventListener("abort", close);
  try {
    signal?.throwIfAborted();
    const written = write(connection, url, method, init);
    // An answer may come before everything was sent, and is worth more than a failed write.
    const answer = answerOf(bytesOf(connection), method, close);
    const failed = written.then(() => new Promise<never>(() => {}), async (cause) => {
      if (cause instanceof SourceError) throw cause.cause;
      await answer.catch(() => {
        throw cause;
      });
      return new Promise<never>(() => {});
    });
    return await Promise.race([answer, failed]);
  } catch (cause) {
    close();
    throw cause;
  }
}

async function connect({ protocol, hostname, port }: URL): Promise<Deno.Conn> {
  const place = hostname.replace(/^\[|\]$/g, "");
  if (protocol === "http:") {
    return await Deno.connect({ hostname: place, port: Number(port || 80) });
  }
  const connection = await Deno.connectTls({ hostname: place, port: Number(port || 443) });
  await connection.handshake();
  return connection;
}

/** What is to be sent could not be read. */
class SourceError extends Error {}

async function write(
  connection: Deno.Conn,
  { pathname, search, host }: URL,
  method: string,
  init: RequestInit,
): Promise<void> {
  const stream = init.body instanceof ReadableStream ? init.body : undefined;
  const bytes = stream === undefined && init.body
    ? await new Response(init.body).bytes()
    : undefined;
  const headers = new Headers(init.headers);
  headers.set("host", host);
  headers.set("connection", "close");
  if (stream !== undefined) headers.set("transfer-encoding", "chunked");
  if (bytes !== undefined) headers.set("content-length", String(bytes.length));
  const lines = Array.from(headers, ([name, value]) => `${name}: ${value}\r\n`);
  await writeAll(connection, `${method} ${pathname}${search} HTTP/1.1\r\n${lines.join("")}\r\n`);
  if (bytes !== undefined) await writeAll(connection, bytes);
  if (stream === undefined) return;
  const reader = stream.getReader();
  try {
    while (true) {
      const { done, value } = await reader.read().catch((cause) => {
        throw new SourceError("The source failed", { cause });
      });
      if (done) return await writeAll(connection, "0\r\n\r\n");
      if (value.length === 0) continue;
      await writeAll(connection, `${value.length.toString(16)}\r\n`);
      await writeAll(connection, value);
      await writeAll(connection, "\r\n");
    }
  } catch (cause) {
    reader.cancel(cause).catch(() => {});
    throw cause;
  }
}

async function writeAll(connection: Deno.Conn, data: string | Uint8Array): Promise<void> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

/** What comes over a connection, by lines and by pieces. */
interface Bytes {
  /** The next line without its end. */
  line(): Promise<string>;
  /** The next bytes, at most so many; `null` at the end. */
  some(most: number): Promise<Uint8Array<ArrayBuffer> | null>;
}

function bytesOf(connection: Deno.Conn): Bytes {
  let rest: Uint8Array<ArrayBuffer> = new Uint8Array();
  const more = async (): Promise<boolean> => {
    const buffer = new Uint8Array(65_536);
    const count = await connection.read(buffer);
    if (count === null) return false;
    const joined = new Uint8Array(rest.length + count);
    joined.set(rest);
    joined.set(buffer.subarray(0, count), rest.length);
    rest = joined;
    return true;
  };
  return {
    async line(): Promise<string> {
      let end = rest.indexOf(10);
      while (end < 0) {
        if (rest.length > longest.line) throw new TypeError("What answers does not speak HTTP");
        if (!await more()) throw new Deno.errors.UnexpectedEof("The connection was closed early");
        end = rest.indexOf(10);
      }
      const text = Array.from(rest.subarray(0, end), (byte) => String.fromCharCode(byte)).join("");
      rest = rest.subarray(end + 1);
      return text.replace(/\r$/, "");
    },
    async some(most): Promise<Uint8Array<ArrayBuffer> | null> {
      if (rest.length === 0 && !await more()) return null;
      const piece = rest.subarray(0, most);
      rest = rest.subarray(piece.length);
      return piece;
    },
  };
}

async function answerOf(bytes: Bytes, method: string, close: () => void): Promise<Response> {
  let status: number;
  let headers: Headers;
  do {
    const first = await bytes.line();
    status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1] ?? NaN);
    if (!(status >= 100 && status <= 599)) throw new TypeError("What answers does not speak HTTP");
    headers = await headersOf(bytes);
  } while (status < 200);
  if (method === "HEAD" || bodyless.includes(status)) {
    close();
    return new Response(null, { status, headers });
  }
  const pieces = piecesOf(bytes, headers);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller): Promise<void> {
      const { done, value } = await pieces.next().catch((cause) => {
        close();
        throw cause;
      });
      if (!done) return controller.enqueue(value);
      close();
      controller.close();
    },
    cancel: close,
  }, { highWaterMark: 0 });
  return new Response(body, { status, headers });
}

async function headersOf(bytes: Bytes): Promise<Headers> {
  const headers = new Headers();
  for (let count = 0; count < longest.lines; count++) {
    const line = await bytes.line();
    if (line === "") return headers;
    const [, name = "", value = ""] = /^([^:\s]+):(.*)$/.exec(line) ?? [];
    headers.append(name, value.trim());
  }
  throw new TypeError("What answers sends headers without an end");
}

async function* piecesOf(
  bytes: Bytes,
  headers: Headers,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const length = headers.get("content-length");
  if (/\bchunked$/i.test(headers.get("transfer-encoding") ?? "")) yield* chunks(bytes);
  else if (length === null) yield* untilEnd(bytes);
  else yield* exactly(bytes, /^\d+$/.test(length) ? Number(length) : NaN);
}

async function* untilEnd(bytes: Bytes): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (let piece = await bytes.some(Infinity); piece !== null; piece = await bytes.some(Infinity)) {
    yield piece;
  }
}

async function* exactly(
  bytes: Bytes,
  length: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  if (!Number.isSafeInteger(length)) throw new TypeError("What answers gives no length");
  for (let left = length; left > 0;) {
    const piece = await bytes.some(left);
    if (piece === null) throw new Deno.errors.UnexpectedEof("The answer is shorter than it says");
    left -= piece.length;
    yield piece;
  }
}

async function* chunks(bytes: Bytes): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  while (true) {
    const size = /^([0-9a-f]{1,12})\s*(?:;|$)/i.exec(await bytes.line())?.[1];
    if (size === undefined) throw new TypeError("What answers sends no chunks");
    const length = Number.parseInt(size, 16);
    if (length === 0) return void await headersOf(bytes);
    yield* exactly(bytes, length);
    if (await bytes.line() !== "") throw new TypeError("What answers sends no chunks");
  }
}
