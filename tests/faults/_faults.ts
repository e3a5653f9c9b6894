import { gzipSync } from "node:zlib";
import { type Asked, type Good, joined, type Move, wire } from "./_fault_server.ts";

/** What a server does wrong. */
export interface Fault {
  readonly name: string;
  /** What is done in place of the good answer. */
  readonly moves: (good: Good, asked: Asked) => readonly Move[];
  /** How many requests meet it; the others are answered well. All by default. */
  readonly times?: number;
  /** Whether every request of an operation meets it, and not its main one alone. */
  readonly isEverywhere?: boolean;
  /** Whether the request is not even read. */
  readonly isDeaf?: boolean;
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const head = (lines: string): string => `HTTP/1.1 200 OK\r\n${lines}connection: close\r\n\r\n`;

/** The good answer, changed. */
function changed(good: Good, change: Partial<Good>): Move[] {
  return [{ send: wire({ ...good, ...change }) }];
}

/** The first part of an answer's bytes. */
function part(good: Good, share: number): Move {
  const whole = wire(good);
  const headLength = whole.length - good.body.length;
  return { send: whole.slice(0, headLength + Math.floor(good.body.length * share)) };
}

function butOne(good: Good): Move {
  return { send: wire(good).slice(0, -1) };
}

/** The good answer's head with its type, but another body and no length. */
function typed({ headers }: Good): string {
  return `content-type: ${headers["content-type"]}\r\n`;
}

function chunk(body: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined([bytes(`${body.length.toString(16)}\r\n`), body, bytes("\r\n")]);
}

function chunked(good: Good, ...rest: (string | Uint8Array<ArrayBuffer>)[]): Move[] {
  const start = head(`${typed(good)}transfer-encoding: chunked\r\n`);
  return [start, ...rest].map((send) => ({ send }));
}

function status(
  code: number,
  headers: Readonly<Record<string, string>> = {},
  body: string | Uint8Array<ArrayBuffer> = "",
): (good: Good) => Move[] {
  return () => [{
    send: wire({ status: code, headers, body: typeof body === "string" ? bytes(body) : body }),
  }];
}

const json = { "content-type": "application/json" };
const html = { "content-type": "text/html" };
const words = (code: string): string => JSON.stringify({ code, message: `It is ${code}` });

/** The connection, and the head of an answer. */
const connections: readonly Fault[] = [
  { name: "closes before it reads", isDeaf: true, moves: () => [] },
  { name: "closes before it reads, once", isDeaf: true, times: 1, moves: () => [] },
  { name: "closes without a byte", moves: () => [] },
  { name: "closes without a byte, once", times: 1, moves: () => [] },
  { name: "says nothing", moves: () => [{ hold: true }] },
  { name: "speaks SSH", moves: () => [{ send: "SSH-2.0-OpenSSH_9.2p1\r\n" }, { hold: true }] },
  { name: "sends TLS", moves: () => [{ send: new Uint8Array([21, 3, 3, 0, 2, 2, 40]) }] },
  { name: "sends a body without a head", moves: ({ body }) => [{ send: body }] },
  { name: "half a status line", moves: () => [{ send: "HTTP/1.1 2" }] },
  { name: "half a head", moves: () => [{ send: "HTTP/1.1 200 OK\r\ncontent-type: appl" }] },
  {
    name: "half a head, then nothing",
    moves: () => [{ send: "HTTP/1.1 200 OK\r\ncontent-type: appl" }, { hold: true }],
  },
  {
    name: "a head without an end",
    moves: () => [{ send: "HTTP/1.1 200 OK\r\n" }, { drip: "x-more: 1\r\n", everyMs: 20 }],
  },
  {
    name: "a head of 2 MiB",
    moves: () => [{ send: head(`x-large: ${"a".repeat(2_097_152)}\r\n`) }],
  },
  { name: "1,000 headers", moves: () => [{ send: head("x-more: 1\r\n".repeat(1000)) }] },
  { name: "status 0", moves: () => [{ send: "HTTP/1.1 0 X\r\n\r\n" }] },
  { name: "status 999", moves: status(999, json, words("Odd")) },
  { name: "a NUL in a header", moves: () => [{ send: head("x-nul: a\0b\r\n") }] },
  {
    name: "100 Continue first",
    moves: (good) => [{ send: "HTTP/1.1 100 Continue\r\n\r\n" }, { send: wire(good) }],
  },
  {
    name: "two lengths",
    moves: (good) => [{
      send: head(`${typed(good)}content-length: 5\r\ncontent-length: 6\r\n`),
    }, { send: good.body }],
  },
  {
    name: "a length below 0",
    moves: (good) => [{ send: head(`${typed(good)}content-length: -1\r\n`) }, { send: good.body }],
  },
];

/** The body of an answer. */
const bodies: readonly Fault[] = [
  { name: "breaks off at half", moves: (good) => [part(good, 0.5)] },
  { name: "breaks off at half, once", times: 1, moves: (good) => [part(good, 0.5)] },
  { name: "breaks off before the body", moves: (good) => [part(good, 0)] },
  {
    name: "breaks off before the last byte",
    moves: (good) => [butOne(good)],
  },
  { name: "stalls before the last byte", moves: (good) => [butOne(good), { hold: true }] },
  {
    name: "stalls before the last byte, once",
    times: 1,
    moves: (good) => [butOne(good), { hold: true }],
  },
  {
    name: "a byte every 20 ms, for ever",
    moves: (good) => [{ send: head(typed(good)) }, { drip: " ", everyMs: 20 }],
  },
  {
    name: "more than its length",
    moves: (good) => [{ send: wire(good) }, { send: "and more" }],
  },
  {
    name: "without a length, to the end",
    moves: (good) => [{ send: head(typed(good)) }, { send: good.body }],
  },
  {
    name: "in chunks",
    moves: (good) => chunked(good, chunk(good.body), "0\r\n\r\n"),
  },
  {
    name: "a chunk that breaks off",
    moves: (good) => chunked(good, chunk(good.body).slice(0, -8)),
  },
  { name: "without the last chunk", moves: (good) => chunked(good, chunk(good.body)) },
  { name: "a chunk of no size", moves: (good) => chunked(good, "zz\r\n", good.body) },
  {
    name: "packed",
    moves: (good) =>
      changed(good, {
        headers: { ...good.headers, "content-encoding": "gzip" },
        body: new Uint8Array(gzipSync(good.body)),
      }),
  },
  {
    name: "packed, breaks off",
    moves: (good) => [
      { send: head(`${typed(good)}content-encoding: gzip\r\n`) },
      { send: new Uint8Array(gzipSync(good.body)).slice(0, -9) },
    ],
  },
  {
    name: "said to be packed",
    moves: (good) => changed(good, { headers: { ...good.headers, "content-encoding": "gzip" } }),
  },
  {
    name: "packed, 256 times what is allowed",
    moves: (good) =>
      changed(good, {
        headers: { ...good.headers, "content-encoding": "gzip" },
        body: bomb,
      }),
  },
  {
    name: "endless",
    moves: (good) => [{ send: head(typed(good)) }, { drip: " ".repeat(65_536), everyMs: 0 }],
  },
];

const bomb = new Uint8Array(gzipSync(new Uint8Array(64 * 1_048_576)));

/** What a body holds. */
const contents: readonly Fault[] = [
  { name: "an empty body", moves: (good) => changed(good, { body: new Uint8Array() }) },
  { name: "204", moves: () => [{ send: "HTTP/1.1 204 X\r\nconnection: close\r\n\r\n" }] },
  {
    name: "a login page",
    isEverywhere: true,
    moves: status(200, html, "<!doctype html><title>Log in</title><form action=/login></form>"),
  },
  { name: "half a document", moves: (good) => changed(good, { body: half(good.body) }) },
  { name: "bytes that are not text", moves: (good) => changed(good, { body: noText }) },
  {
    name: "a mark before the text",
    moves: (good) =>
      changed(good, { body: joined([new Uint8Array([0xef, 0xbb, 0xbf]), good.body]) }),
  },
  ...["null", "[]", "{}", "7", '"text"', "[".repeat(100_000)].map((text) => ({
    name: text.length > 10 ? "100,000 lists in one another" : `JSON ${text}`,
    moves: (good: Good) => changed(good, { body: bytes(text) }),
  })),
  {
    name: "no content type",
    moves: ({ body }) => [{ send: head(`content-length: ${body.length}\r\n`) }, { send: body }],
  },
];

const noText = new Uint8Array(24).fill(0xfe);

function half(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return body.slice(0, Math.floor(body.length / 2));
}

/** What a status says. */
const statuses: readonly Fault[] = [
  ...[206, 304, 400, 401, 403, 404, 409, 418, 429, 500, 501, 502, 503, 504].map((code) => ({
    name: String(code),
    moves: status(code, json, code === 304 ? "" : words("Refused")),
  })),
  ...[401, 429, 500, 502, 503].map((code) => ({
    name: `${code}, once`,
    times: 1,
    moves: status(code, json, words("Refused")),
  })),
  {
    name: "429 with Retry-After of a year, once",
    times: 1,
    moves: status(429, { ...json, "retry-after": "31536000" }, words("TooMany")),
  },
  {
    name: "503 with a date in Retry-After, once",
    times: 1,
    moves: status(503, { "retry-after": "Fri, 31 Dec 2100 23:59:59 GMT" }),
  },
  { name: "502 of a proxy, in HTML", moves: status(502, html, "<h1>Bad Gateway</h1>") },
  { name: "an error of 3 MiB", moves: status(400, html, " ".repeat(3 * 1_048_576)) },
  {
    name: "an error that stalls",
    moves: () => [{
      send: `HTTP/1.1 400 X\r\ncontent-length: 100\r\n\r\n{"code":`,
    }, { hold: true }],
  },
  {
    name: "an error that says all it was sent",
    moves: (_good, { target, headers, body }) =>
      status(
        400,
        json,
        JSON.stringify({
          target,
          body: new TextDecoder().decode(body),
          ...Object.fromEntries(headers),
        }),
      )(_good),
  },
  {
    name: "an error in 10,000 parts, as terminals are commanded",
    moves: status(
      400,
      json,
      JSON.stringify({ code: "\x1b[2J", message: "\x1b]0;a\x07".repeat(5000) }),
    ),
  },
];

/** Where an answer sends. */
const redirects: readonly Fault[] = [
  {
    name: "302 to the same address, once",
    times: 1,
    moves: (_good, { target }) => status(302, { location: target })(_good),
  },
  { name: "302 in a circle", moves: (good, { target }) => status(302, { location: target })(good) },
  { name: "307 to another host", moves: status(307, { location: "http://192.0.2.1/other" }) },
  { name: "302 to a login page", moves: status(302, { location: "/oauth2/authorize?x=1" }) },
  { name: "302 to nowhere", moves: status(302) },
  { name: "302 to a file", moves: status(302, { location: "file:///etc/passwd" }) },
];

/** All faults. */
export const faults: readonly Fault[] = [
  ...connections,
  ...bodies,
  ...contents,
  ...statuses,
  ...redirects,
];
