import { assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { startLoopback } from "../../src/oauth/loopback.ts";
import { leastMs } from "../helpers/least_ms.ts";

/** A server whose answers are counted. */
function waiting(options: { connectionMs?: number } = {}) {
  const seen: string[] = [];
  const server = startLoopback((parameters) => {
    if (!parameters.has("code")) return Promise.resolve(undefined);
    seen.push(parameters.get("code") ?? "");
    return Promise.resolve({ good: true, title: "Good", text: "You may go" });
  }, { path: "/back", ...options });
  const { host, port } = new URL(server.redirectUri);
  return { server, seen, host, port: Number(port) };
}

/** Sends text as it is, and gives all that comes back until the other side closes. */
async function exchange(port: number, text: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const sending = connection.write(new TextEncoder().encode(text)).catch(() => {});
  const decoder = new TextDecoder();
  let answer = "";
  const bytes = new Uint8Array(4096);
  for (;;) {
    const read = await connection.read(bytes).catch(() => null);
    if (read === null) break;
    answer += decoder.decode(bytes.subarray(0, read), { stream: true });
  }
  await sending;
  return answer;
}

Deno.test("startLoopback() shows its page to a GET of its path, and closes the connection", async () => {
  const { server, seen, host, port } = waiting();
  await using _ = server;
  const answer = await exchange(port, `GET /back?code=a%20b HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  assertMatch(answer, /^HTTP\/1\.1 200 OK\r\n/);
  for (const line of ["connection: close", "cache-control: no-store"]) {
    assertStringIncludes(answer, `\r\n${line}\r\n`);
  }
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  assertEquals(/content-length: (\d+)/.exec(head)?.[1], String(body.length));
  assertEquals(seen, ["a b"]);
});

Deno.test("startLoopback() is changed by no other request", async () => {
  const { server, seen, host, port } = waiting();
  await using _ = server;
  const good = `GET /back?code=x HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const strays = [
    good.replace("GET", "POST"),
    good.replace("GET", "HEAD"),
    good.replace("GET", "get"),
    good.replace("/back", "/"),
    good.replace("/back", "/back/"),
    good.replace("/back", "//back"),
    good.replace("/back", `http://${host}/back`),
    good.replace("/back", "http://evil.example/back"),
    good.replace("HTTP/1.1", "HTTP/2.0"),
    good.replace(" HTTP/1.1", ""),
    good.replace("code=x", "state=x"),
    good.replace(host, `localhost:${port}`),
    good.replace(host, `${host}.evil`),
    good.replace(host, `me@${host}`),
    good.replace(host, "evil.example"),
    good.replace(host, ""),
    good.replace(`Host: ${host}\r\n`, ""),
    good.replace("\r\n\r\n", `\r\nHost: ${host}\r\n\r\n`),
    good.replace("\r\n\r\n", "\r\nHost: evil.example\r\n\r\n"),
    good.replace("\r\n\r\n", `\r\nX: ${"x".repeat(16 * 1024)}\r\n\r\n`),
    `\r\n${good}`,
    "\u0016\u0003\u0001\r\n\r\n",
  ];
  for (const stray of strays) {
    const answer = await exchange(port, stray);
    assertEquals([stray, answer.split("\r\n")[0]], [stray, "HTTP/1.1 404 Not this"]);
  }
  assertEquals(seen, []);
  await exchange(port, good);
  assertEquals(seen, ["x"]);
});

Deno.test("startLoopback() takes a request in pieces, beside a browser's idle connections", async () => {
  const { server, seen, host, port } = waiting();
  await using _ = server;
  using _idle = await Deno.connect({ hostname: "127.0.0.1", port });
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  for (const byte of `GET /back?code=x HTTP/1.1\r\nHost: ${host}\r\n\r\n`) {
    await connection.write(new TextEncoder().encode(byte));
  }
  const bytes = new Uint8Array(15);
  await connection.read(bytes);
  assertEquals(new TextDecoder().decode(bytes), "HTTP/1.1 200 OK");
  assertEquals(seen, ["x"]);
});

Deno.test("startLoopback() closes a connection that takes too long to ask", async () => {
  const { server, seen, port } = waiting({ connectionMs: 50 });
  await using _ = server;
  assertEquals(await exchange(port, "GET /back?code=x HTTP/1.1\r\n"), "");
  assertEquals(seen, []);
});

Deno.test("startLoopback() is closed at once while connections are open and unused", async () => {
  const ms = await leastMs(900, async () => {
    const { server, port } = waiting();
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode("GET /"));
    await server[Symbol.asyncDispose]();
  });
  assertLess(ms, 900);
});

Deno.test("startLoopback() lets a page reach the browser before it is closed", async () => {
  const answer = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const server = startLoopback(async () => {
    asked.resolve();
    await answer.promise;
    return { good: true, title: "Good", text: "You may go" };
  });
  const page = fetch(`${server.redirectUri}/?code=x`);
  await asked.promise;
  const closing = server[Symbol.asyncDispose]();
  answer.resolve();
  assertStringIncludes(await (await page).text(), "You may go");
  await closing;
});
