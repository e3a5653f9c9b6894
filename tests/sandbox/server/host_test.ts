import { assertEquals, assertMatch } from "@std/assert";
import { startSandbox } from "../../../src/sandbox/mod.ts";

/** Sends a request as it is written and gives the first line of the answer. */
async function firstLine(port: number, request: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(request));
  let text = "";
  for await (const chunk of connection.readable.values({ preventCancel: true })) {
    text += new TextDecoder().decode(chunk);
    if (text.includes("\r\n\r\n")) break;
  }
  return text.split("\r\n")[0] ?? "";
}

function get(target: string, host: string | undefined): string {
  const line = host === undefined ? "" : `Host: ${host}\r\n`;
  return `GET ${target} HTTP/1.1\r\n${line}Connection: close\r\n\r\n`;
}

/** The name of a host that leads to a page of somebody else, or may on some machine; P is the port. */
const foreignHosts = [
  "127.0.0.1:P.evil",
  "127.0.0.1:P.evil.example",
  "127.0.0.1.evil.example:P",
  "localhost.evil.example:P",
  "127.0.0.1.:P",
  "localhost.:P",
  "LOCALHOST:P",
  "LocalHost:P",
  "[::1]:P",
  "[::ffff:127.0.0.1]:P",
  "[::ffff:7f00:1]:P",
  "me@127.0.0.1:P",
  "127.0.0.1:P@evil.example",
  "127.0.0.1:1",
  "127.0.0.1:0P",
  "127.0.0.1:99999",
  "127.0.0.1:-1",
  "127.0.0.1:",
  "127.0.0.1",
  "localhost",
  "127.0.0.2:P",
  "127.1:P",
  "2130706433:P",
  "0x7f000001:P",
  "0177.0.0.1:P",
  "0.0.0.0:P",
  "127.0.0.1:P,evil.example",
  "127.0.0.1:P evil.example",
  "127.0.0.1:P/x",
  "127.0.0.1:P#x",
  "127.0.0.1:P?x",
  "127.0.0.1%00:P",
  "%3127.0.0.1:P",
  "evil.example",
  "evil.example:P",
  "[",
  "",
  undefined,
];

/** Targets that name another host, whatever `Host` says. */
const foreignTargets = [
  "http://evil.example/info/version",
  "http://evil.example:P/info/version",
  "http://127.0.0.1:P@evil.example/info/version",
  "http://me@127.0.0.1:P/info/version",
  "http://127.0.0.1:P.evil/info/version",
  "http://127.0.0.1:1/info/version",
  "http://[::1]:P/info/version",
  "https://127.0.0.1:P/info/version",
];

Deno.test("the sandbox answers under its own two names alone, letter by letter", async () => {
  await using sandbox = await startSandbox();
  const { port } = new URL(sandbox.url);
  const ask = (target: string, host: string | undefined): Promise<string> =>
    firstLine(Number(port), get(target.replace("P", port), host?.replace("P", port)));
  for (const host of foreignHosts) {
    assertMatch(`${host} ${await ask("/info/version", host)}`, / HTTP\/1\.1 40[03] /);
  }
  for (const target of foreignTargets) {
    assertMatch(`${target} ${await ask(target, "127.0.0.1:P")}`, / HTTP\/1\.1 40[03] /);
    assertMatch(`${target} ${await ask(target, "evil.example")}`, / HTTP\/1\.1 40[03] /);
  }
  assertEquals(sandbox.requests.length, 0);
  for (const host of ["127.0.0.1:P", "localhost:P"]) {
    assertEquals(await ask("/info/version", host), "HTTP/1.1 200 OK");
    assertEquals(await ask(`http://${host}/info/version`, host), "HTTP/1.1 200 OK");
  }
});

Deno.test("a host of another name is answered with 403, not with a failure", async () => {
  await using sandbox = await startSandbox();
  const { port } = new URL(sandbox.url);
  for (const host of [`127.0.0.1:${port}.evil`, "[", "127.0.0.1:99999", `127.0.0.1:${port},x`]) {
    const line = await firstLine(Number(port), get("/info/version", host));
    assertEquals(`${host} ${line}`, `${host} HTTP/1.1 403 Forbidden`);
  }
});
