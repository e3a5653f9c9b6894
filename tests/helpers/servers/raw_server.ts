/** A request as it came over the wire. */
export interface SeenRequest {
  /** The method. */
  readonly method: string;
  /** Path and query, undecoded. */
  readonly target: string;
  /** The headers, names in lower case. */
  readonly headers: Headers;
  /** The body. */
  readonly body: string;
  /** The whole request. */
  readonly text: string;
}

/**
 * What to answer: a status with headers and a body, bytes as they are (with more of them again and again,
 * or the connection held open after them), or nothing at all.
 */
export type Answer =
  | {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly body?: string;
  }
  | { readonly raw: string; readonly drip?: Drip; readonly hold?: boolean }
  | { readonly hang: true };

/** What follows, again and again for as long as the other side takes it. */
export interface Drip {
  /** What is sent each time. */
  readonly piece: string;
  /** The time between two, in milliseconds. */
  readonly everyMs: number;
}

/** A server on loopback that answers as it is told and remembers what it was sent. */
export interface RawServer extends AsyncDisposable {
  /** Its origin. */
  readonly url: string;
  /** What it was sent, in order. */
  readonly requests: readonly SeenRequest[];
}

/**
 * Starts a server over plain sockets, so that a test sees each byte that was sent and may answer what
 * no HTTP library would: half a body, a wrong length, nothing. Every connection serves one request.
 *
 * @param answer The answers in order, the last one again and again; or a function that gives them.
 */
export function startRawServer(
  answer:
    | readonly Answer[]
    | ((request: SeenRequest, index: number) => Answer | Promise<Answer>),
): RawServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const requests: SeenRequest[] = [];
  const open = new Set<Deno.Conn>();
  const serving = new Set<Promise<void>>();
  const answerTo = (request: SeenRequest, index: number): Answer | Promise<Answer> => {
    if (typeof answer === "function") return answer(request, index);
    return answer[Math.min(index, answer.length - 1)] ?? {};
  };
  const serve = async (connection: Deno.Conn): Promise<void> => {
    open.add(connection);
    try {
      const request = await readRequest(connection);
      if (request === undefined) return;
      requests.push(request);
      const given = await answerTo(request, requests.length - 1);
      if (!("hang" in given)) await writeAll(connection, responseText(given));
      if ("raw" in given && given.drip) await drip(connection, given.drip);
      const stays = "hang" in given || "raw" in given && given.hold;
      if (stays) await connection.read(new Uint8Array(1));
    } catch {
      // The other side went away, which some tests want.
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
    requests,
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

async function drip(connection: Deno.Conn, { piece, everyMs }: Drip): Promise<void> {
  while (true) {
    await new Promise((resolve) => setTimeout(resolve, everyMs));
    await writeAll(connection, piece);
  }
}

async function writeAll(connection: Deno.Conn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

function responseText(answer: Exclude<Answer, { hang: true }>): string {
  if ("raw" in answer) return answer.raw;
  const { status = 200, headers = {}, json } = answer;
  const body = answer.body ?? (json === undefined ? "" : JSON.stringify(json));
  const lines = [
    `HTTP/1.1 ${status} X`,
    ...(json === undefined ? [] : ["content-type: application/json"]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${new TextEncoder().encode(body).length}`,
    "connection: close",
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** Whether a request is there to its end: closing before would take the answer away, too. */
function isWhole(bytes: Uint8Array, text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const head = text.slice(0, end);
  if (/^transfer-encoding: *chunked/im.test(head)) return text.endsWith("\r\n0\r\n\r\n");
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  return bytes.length >= new TextEncoder().encode(head).length + 4 + Number(length ?? 0);
}

async function readRequest(connection: Deno.Conn): Promise<SeenRequest | undefined> {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(65_536);
  let bytes = new Uint8Array();
  while (!isWhole(bytes, decoder.decode(bytes))) {
    const count = await connection.read(chunk);
    if (count === null) break;
    const more = new Uint8Array(bytes.length + count);
    more.set(bytes);
    more.set(chunk.subarray(0, count), bytes.length);
    bytes = more;
  }
  const text = decoder.decode(bytes);
  if (text === "") return undefined;
  const [head = "", body = ""] = text.split(/\r\n\r\n([\s\S]*)/, 2);
  const [first = "", ...lines] = head.split("\r\n");
  const [method = "", target = ""] = first.split(" ");
  const headers = new Headers(lines.map((line): [string, string] => {
    const at = line.indexOf(":");
    return [line.slice(0, at), line.slice(at + 1).trim()];
  }));
  return { method, target, headers, body, text };
}
