/** Each kind of connection that does not come about is made for real, and told apart. */

import { assert, assertEquals } from "@std/assert";
import { unreachable } from "../../../src/http/request/unreachable.ts";
import { runChild, sourceUrl } from "../../helpers/child.ts";
import { closedPort } from "../../helpers/servers/closed_port.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { authority, startTlsServer } from "../../helpers/servers/tls_server.ts";

interface Told {
  readonly reason: string;
  readonly message: string;
  readonly step: unknown;
  readonly tries: number;
}

/** What a call in a process of its own ends in, and how often it was tried. */
async function told(
  url: string,
  env: Readonly<Record<string, string>> = {},
  options: { readonly flags?: readonly string[]; readonly json?: boolean } = {},
): Promise<Told> {
  const script = `
    import { send } from "${sourceUrl("src/cave/send.ts")}";
    import { createClient } from "${sourceUrl("src/http/client.ts")}";
    let tries = 1;
    const sleep = () => Promise.resolve(void tries++);
    const client = createClient({ service: "Test", baseUrl: "${url}" }, { sleep });
    await send(client, "GET", "/a", ${options.json ? "{ json: [1] }" : "{}"}).catch(
      ({ reason, message, step, cause }) => {
        console.log(JSON.stringify({ reason, message, step, tries, cause: cause instanceof Error }));
      },
    );
  `;
  const flags = options.flags ?? ["--allow-net", "--allow-env"];
  const quiet = { DENO_NO_UPDATE_CHECK: "1" };
  const { stdout, stderr } = await runChild(script, { flags, env: { ...quiet, ...env } });
  assertEquals(stderr, "");
  const { cause, ...rest } = JSON.parse(stdout);
  assert(cause);
  return rest;
}

Deno.test("a port where nothing listens is told as that, and tried again", async () => {
  const host = closedPort();
  for (const json of [false, true]) {
    const { reason, message, tries } = await told(`http://${host}`, {}, { json });
    assertEquals([reason, tries], ["refused", 6]);
    assert(
      message.endsWith(
        `(refused): ${host} refuses connections; start the sandbox or server there again`,
      ),
      message,
    );
  }
});

Deno.test("a host without an address is told as that", async () => {
  for (const json of [false, true]) {
    const { reason, message } = await told("https://no-such-host.invalid", {}, { json });
    assertEquals(reason, "unknown host");
    assert(message.endsWith("no address is known for no-such-host.invalid"), message);
  }
});

Deno.test("a certificate that is not trusted is named, with the way to trust it, and not tried again", async () => {
  await using server = await startTlsServer(() => Response.json({}));
  for (const json of [false, true]) {
    const { reason, message, step, tries } = await told(server.url, {}, { json });
    assertEquals([reason, tries], ["certificate", 1]);
    assert(message.includes("is not trusted (UnknownIssuer); set DENO_CERT to"), message);
    assertEquals((step as { variables: string[] }).variables, ["DENO_CERT"]);
  }
});

Deno.test("a certificate for another name is not helped by trusting who signed it", async () => {
  await using server = await startTlsServer(() => Response.json({}), "elsewhere");
  const { reason, message, step, tries } = await told(server.url, { DENO_CERT: authority });
  assertEquals([reason, step, tries], ["certificate", undefined, 1]);
  assert(message.includes("is not trusted (certificate not valid for name"), message);
});

Deno.test("a proxy that is not there, wants a login or lets nothing through is told, and not tried again", async () => {
  await using login = startRawServer([{ status: 407 }]);
  await using refusing = startRawServer([{ status: 403 }]);
  await using gone = startRawServer([{ raw: "" }]);
  const cases: readonly (readonly [variable: string, proxy: string, words: string])[] = [
    ["HTTPS_PROXY", `http://${closedPort()}`, "HTTPS_PROXY names, or x.example.org, refuses"],
    ["https_proxy", `http://${closedPort()}`, "https_proxy names, or x.example.org, refuses"],
    ["ALL_PROXY", `http://${closedPort()}`, "ALL_PROXY names, or x.example.org, refuses"],
    ["ALL_PROXY", `socks5://${closedPort()}`, "ALL_PROXY names does not let it through"],
    ["HTTPS_PROXY", "http://no-such-proxy.invalid:8080", "has an unknown name"],
    ["HTTPS_PROXY", login.url, "HTTPS_PROXY names wants a login"],
    ["HTTPS_PROXY", refusing.url, "HTTPS_PROXY names does not let it through"],
    ["HTTPS_PROXY", gone.url, "HTTPS_PROXY names does not let it through"],
  ];
  await Promise.all(cases.map(async ([variable, proxy, words]) => {
    const { reason, message, tries } = await told("https://x.example.org", { [variable]: proxy });
    assertEquals([reason, tries], ["proxy", 1], message);
    assert(message.includes(words), message);
    assert(/check (HTTPS_PROXY|https_proxy|ALL_PROXY)|give its user/.test(message), message);
  }));
  // Without the variables at hand it is still the proxy, though not whose.
  const flags = ["--allow-net=x.example.org"];
  const unnamed = await told("https://x.example.org", { HTTPS_PROXY: login.url }, { flags });
  assertEquals([unnamed.reason, unnamed.tries], ["proxy", 1]);
  assert(unnamed.message.includes("the proxy wants a login"), unnamed.message);
});

/** A server that does with each connection as it is told, whatever it is sent. */
function startListener(
  serve: (connection: Deno.Conn) => void | Promise<void>,
): AsyncDisposable & { readonly host: string } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = (async () => {
    const all: Promise<unknown>[] = [];
    for await (const connection of listener) {
      all.push(Promise.resolve(serve(connection)).catch(() => connection.close()));
    }
    await Promise.all(all);
  })();
  return {
    host: `127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    async [Symbol.asyncDispose](): Promise<void> {
      listener.close();
      await served;
    },
  };
}

Deno.test("a server that takes a connection and closes it, or speaks something else, is told as that, and tried again", async () => {
  await using closing = startRawServer([{ raw: "" }]);
  await using halfway = startRawServer([{ raw: "HTTP/1.1 200 OK\r\nContent-Le" }]);
  await using secure = await startTlsServer(() => Response.json({}));
  await using hasty = startListener((connection) => connection.close());
  await using shell = startListener(async (connection) => {
    await connection.write(new TextEncoder().encode("SSH-2.0-x\r\n"));
    while (await connection.read(new Uint8Array(4096)) !== null);
    connection.close();
  });
  const closed = (url: string) => `${new URL(url).host} closed the connection before it answered`;
  const foreign = (url: string, scheme: string) => {
    return `what answers at ${new URL(url).host} does not speak ${scheme}`;
  };
  const cases: readonly (readonly [url: string, words: string])[] = [
    [closing.url, closed(closing.url)],
    [halfway.url, closed(halfway.url)],
    [`https://${hasty.host}`, closed(`https://${hasty.host}`)],
    [`http://${shell.host}`, foreign(`http://${shell.host}`, "HTTP")],
    [`https://${shell.host}`, foreign(`https://${shell.host}`, "HTTPS")],
  ];
  for (const json of [false, true]) {
    await Promise.all(cases.map(async ([url, words]) => {
      const { reason, message, tries } = await told(url, {}, { json });
      assertEquals([reason, tries], ["connection", 6], message);
      assert(message.endsWith(`(connection): ${words}`), message);
    }));
    // Whether its alert or its close is seen first is chance.
    const { reason, message } = await told(`http://127.0.0.1:${secure.port}`, {}, { json });
    assertEquals(reason, "connection");
    assert(/ (closed the connection before it answered|does not speak HTTP)$/.test(message));
  }
});

Deno.test("a machine without a network is told as that, in each system's number", () => {
  for (const code of [51, 65, 101, 113, 10051, 10065]) {
    const words = `client error (Connect): tcp connect error: Unreachable (os error ${code})`;
    const error = new TypeError("fetch failed", { cause: new Error(words) });
    assertEquals(unreachable(error, new URL("https://x.example.org")), {
      reason: "connection",
      detail: "this network has no route to x.example.org",
    });
  }
});

Deno.test("unreachable() takes no word of the address for one of Deno's", () => {
  const url = new URL("https://x.example.org/invalid%20peer");
  const words =
    "error sending request for url (https://x.example.org/proxy-tunnel?dns-error=no-such-host): " +
    "client error (Connect): something new";
  const error = new TypeError("fetch failed", { cause: new Error(words) });
  assertEquals(unreachable(error, url), {
    reason: "connection",
    detail: "cannot connect to x.example.org",
  });
  for (const cause of [undefined, "text", new TypeError(""), Object.create(null)]) {
    assertEquals(unreachable(cause, url).reason, "connection");
  }
});
