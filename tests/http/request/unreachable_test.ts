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

Deno.test("what is none of these stays a connection that failed, and is tried again", async () => {
  await using server = await startTlsServer(() => Response.json({}));
  await using plain = startRawServer([{ raw: "SSH-2.0-x\r\n" }]);
  for (const url of [`http://127.0.0.1:${server.port}`, plain.url]) {
    const { reason, message, tries } = await told(url);
    assertEquals([reason, tries], ["connection", 6], message);
    assert(message.endsWith(`cannot connect to ${new URL(url).host}`), message);
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
